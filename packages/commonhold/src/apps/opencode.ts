import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type App, type ConnectFacts, type FileEdit, firstModel } from './app.ts';
import { setInJson } from './edits/json-edit.ts';
import { hookCommand, nodeFile } from './hooks/hook-files.ts';
import { opencodePlugin } from './hooks/opencode-plugin.ts';

export const opencode: App = {
  id: 'opencode',
  title: 'opencode',
  kind: 'agent',
  wire: 'openai-chat',
  hooks: true,
  sources: [
    { page: 'https://deepwiki.com/sst/opencode/3.3-provider-and-model-configuration', read: '2026-11-22' },
  ],
  plan(facts) {
    const { address, key, models, userHome, environment, hooks } = facts;
    const folder = join(environment['XDG_CONFIG_HOME'] ?? join(userHome, '.config'), 'opencode');
    // It reads either; what is there already is the one that people edit.
    const withComments = join(folder, 'opencode.jsonc');
    const path = existsSync(withComments) ? withComments : join(folder, 'opencode.json');
    const names = models.length === 0 ? [firstModel(facts)] : models;
    return {
      folder,
      edits: [
        {
          path,
          edit: (before) =>
            setInJson(
              before,
              ['provider', 'commonhold'],
              {
                npm: '@ai-sdk/openai-compatible',
                name: 'Commonhold',
                options: { baseURL: `${address}/v1`, apiKey: key },
                models: Object.fromEntries(names.map((name) => [name, { name }])),
              },
              path,
            ),
        },
        ...(hooks ? hookFiles(folder, facts) : []),
      ],
      say: [
        'Choose a model of Commonhold in opencode with /models. Models that come later are added by hand.',
      ],
    };
  },
};

function hookFiles(folder: string, facts: ConnectFacts): FileEdit[] {
  const path = join(folder, 'plugins', 'commonhold.js');
  const [preTool, postTool] = [
    hookCommand('opencode', folder, 'pre-tool', facts),
    hookCommand('opencode', folder, 'post-tool', facts),
  ];
  return [
    nodeFile(folder, facts),
    { path, edit: (before) => opencodePlugin(before, preTool, postTool, path) },
  ];
}
