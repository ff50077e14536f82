import { dirname, join } from 'node:path';
import { CommonholdError } from '#base';
import { type App, firstModel } from './app.ts';
import { setInEnvFile } from './edits/env-edit.ts';
import { addToYamlList } from './edits/yaml-edit.ts';

const keyVariable = 'COMMONHOLD_KEY';

export const librechat: App = {
  id: 'librechat',
  title: 'LibreChat',
  kind: 'app',
  wire: 'openai-chat',
  needsFile: true,
  sources: [
    { page: 'https://www.librechat.ai/llms.mdx/docs/quick_start/custom_endpoints', read: '2026-11-22' },
  ],
  plan(facts) {
    const { address, key, models, file } = facts;
    if (file === undefined) {
      throw new CommonholdError('request_invalid', {
        detail: 'name the file of your LibreChat with --file, such as --file ~/LibreChat/librechat.yaml',
      });
    }
    const folder = dirname(file);
    return {
      folder,
      edits: [
        {
          path: file,
          edit: (before) =>
            addToYamlList(
              before.trim() === '' ? 'version: 1.2.1\n' : before,
              ['endpoints', 'custom'],
              {
                name: 'Commonhold',
                apiKey: `\${${keyVariable}}`,
                baseURL: `${address}/v1`,
                models: { default: models.length === 0 ? [firstModel(facts)] : [...models], fetch: true },
              },
              file,
            ),
        },
        { path: join(folder, '.env'), edit: (before) => setInEnvFile(before, keyVariable, key) },
      ],
      say: [
        'Restart LibreChat. From inside a container this machine has another name, such as host.docker.internal; then the address in the file has to name it, and the node has to listen there: see docs/guide/containers.md.',
      ],
    };
  },
};
