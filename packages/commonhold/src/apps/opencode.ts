import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type App, firstModel } from './app.ts';
import { setInJson } from './edits/json-edit.ts';

export const opencode: App = {
  id: 'opencode',
  title: 'opencode',
  kind: 'agent',
  wire: 'openai-chat',
  sources: [
    { page: 'https://deepwiki.com/sst/opencode/3.3-provider-and-model-configuration', read: '2026-11-22' },
  ],
  plan(facts) {
    const { address, key, models, userHome, environment } = facts;
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
      ],
      say: [
        'Choose a model of Commonhold in opencode with /models. Models that come later are added by hand.',
      ],
    };
  },
};
