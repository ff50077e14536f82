import { join } from 'node:path';
import type { App, ConnectFacts, FileEdit } from './app.ts';
import { addTableToToml, setTopOfToml } from './edits/toml-edit.ts';
import { hookCommand, hookSeconds, nodeFile, orRefuse, withHook } from './hooks/hook-files.ts';

export const codexCli: App = {
  id: 'codex-cli',
  title: 'Codex CLI',
  kind: 'agent',
  wire: 'openai-responses',
  subscription: true,
  hooks: true,
  asksFor: {
    beginning: 'gpt-',
    seen: { names: ['gpt-6.1-sol'], version: '0.169.0' },
    rows: {
      key: "commonhold providers add openai --wire openai-responses --model 'gpt-*'",
      subscription:
        "commonhold providers add openai --name chatgpt --authentication caller --wire openai-responses --base-url https://chatgpt.com/backend-api/codex --model 'gpt-*'",
    },
  },
  sources: [
    { page: 'https://developers.openai.com/codex/config-advanced.md', read: '2026-11-22' },
    { page: 'https://developers.openai.com/codex/hooks.md', read: '2026-11-22' },
  ],
  plan(facts) {
    const { address, key, userHome, environment, subscription, hooks } = facts;
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
        ...(hooks ? hookFiles(folder, facts) : []),
      ],
      say: [
        'Codex reads it when it is started. It asks the node for a list of models in a form of its own, does not get it, says so, and goes on with the list that it has.',
        ...(subscription
          ? [
              'The row has to say "authentication: caller" and, for a ChatGPT login, "baseUrl: https://chatgpt.com/backend-api/codex"; see docs/guide/subscriptions.md.',
            ]
          : []),
        ...(hooks
          ? [
              'CODEX SKIPS THESE HOOKS, AND SAYS NOTHING OF IT WHERE NOBODY SITS, UNTIL YOU TRUST THEM: start it, type /hooks, and look at each of the two. Until then no tool is recorded and no rule holds for one.',
            ]
          : []),
      ],
    };
  },
};

function hookFiles(folder: string, facts: ConnectFacts): FileEdit[] {
  const path = join(folder, 'hooks.json');
  const before = orRefuse(hookCommand('codex-cli', folder, 'pre-tool', facts));
  const after = hookCommand('codex-cli', folder, 'post-tool', facts);
  const edit = (text: string): string =>
    withHook(
      withHook(text, 'PreToolUse', { command: before, timeout: hookSeconds }, path),
      'PostToolUse',
      { command: after, timeout: hookSeconds },
      path,
    );
  return [nodeFile(folder, facts), { path, edit }];
}
