import { join } from 'node:path';
import { type App, firstModel } from './app.ts';
import { addToYamlList } from './edits/yaml-edit.ts';

const emptyConfiguration = 'name: Local Config\nversion: 0.0.1\nschema: v1\n';

export const continueApp: App = {
  id: 'continue',
  title: 'Continue',
  kind: 'app',
  wire: 'openai-chat',
  sources: [
    { page: 'https://docs.continue.dev/customize/model-providers/top-level/openai', read: '2026-11-22' },
  ],
  plan(facts) {
    const { address, key, userHome, environment } = facts;
    const folder = environment['CONTINUE_GLOBAL_DIR'] ?? join(userHome, '.continue');
    const path = join(folder, 'config.yaml');
    const model = firstModel(facts);
    return {
      folder,
      edits: [
        {
          path,
          edit: (before) =>
            addToYamlList(
              before.trim() === '' ? emptyConfiguration : before,
              ['models'],
              {
                name: `Commonhold: ${model}`,
                provider: 'openai',
                model,
                apiBase: `${address}/v1`,
                apiKey: key,
                roles: ['chat', 'edit', 'apply'],
              },
              path,
            ),
        },
      ],
      say: ['Continue takes it over when the file is saved. One entry is one model; repeat it for others.'],
    };
  },
};
