import { join } from 'node:path';
import type { App } from './app.ts';
import { addTableToToml, setTopOfToml } from './edits/toml-edit.ts';

export const codexCli: App = {
  id: 'codex-cli',
  title: 'Codex CLI',
  kind: 'agent',
  wire: 'openai-responses',
  subscription: true,
  sources: [{ page: 'https://developers.openai.com/codex/config-advanced.md', read: '2026-11-22' }],
  plan({ address, key, userHome, environment, subscription }) {
    const folder = environment['CODEX_HOME'] ?? join(userHome, '.codex');
    const path = join(folder, 'config.toml');
    return {
      folder,
      edits: [
        {
          path,
          edit: (before) =>
            addTableToToml(
              setTopOfToml(before, 'model_provider', 'commonhold', path),
              'model_providers.commonhold',
              [
                ['name', '"Commonhold"'],
                ['base_url', JSON.stringify(`${address}/v1`)],
                ['wire_api', '"responses"'],
                ...(subscription ? [['requires_openai_auth', 'true'] as const] : []),
                ['http_headers', `{ "x-commonhold-key" = ${JSON.stringify(key)} }`],
              ],
              path,
            ),
        },
      ],
      say: [
        'Codex reads it when it is started. It asks the node for a list of models in a form of its own, does not get it, says so, and goes on with the list that it has.',
        ...(subscription
          ? [
              'The row has to say "authentication: caller" and, for a ChatGPT login, "baseUrl: https://chatgpt.com/backend-api/codex"; see docs/guide/subscriptions.md.',
            ]
          : []),
      ],
    };
  },
};
