import { join } from 'node:path';
import type { App, ConnectFacts } from './app.ts';
import { setInEnvFile } from './edits/env-edit.ts';
import { setInJson } from './edits/json-edit.ts';
import { type HookCommand, hookCommand, hookSeconds, nodeFile, withHook } from './hooks/hook-files.ts';

export const geminiCli: App = {
  id: 'gemini-cli',
  title: 'Gemini CLI',
  kind: 'agent',
  wire: 'gemini',
  hooks: true,
  sources: [
    { page: 'https://geminicli.com/docs/reference/configuration.md', read: '2026-11-22' },
    { page: 'https://wavespeed.ai/ko/llm/agents/gemini-cli', read: '2026-11-22' },
  ],
  plan(facts) {
    const { address, key, userHome, environment, hooks } = facts;
    const folder = join(environment['GEMINI_CLI_HOME'] ?? userHome, '.gemini');
    const settings = join(folder, 'settings.json');
    return {
      folder,
      edits: [
        {
          path: join(folder, '.env'),
          edit: (before) =>
            setInEnvFile(
              setInEnvFile(before, 'GOOGLE_GEMINI_BASE_URL', `${address}/gemini`),
              'GEMINI_API_KEY',
              key,
            ),
        },
        {
          path: settings,
          edit(before) {
            const text = setInJson(before, ['security', 'auth', 'selectedType'], 'gemini-api-key', settings);
            return hooks ? withHooks(text, folder, settings, facts) : text;
          },
        },
        ...(hooks ? [nodeFile(folder, facts)] : []),
      ],
      say: [
        'Gemini CLI reads the file .env only in folders that it trusts, and a file .env in a project comes before this one.',
      ],
    };
  },
};

function withHooks(text: string, folder: string, path: string, facts: ConnectFacts): string {
  const hook = (which: HookCommand) => ({
    name: `commonhold ${which}`,
    command: hookCommand('gemini-cli', folder, which, facts),
    timeout: hookSeconds * 1000,
  });
  return withHook(withHook(text, 'BeforeTool', hook('pre-tool'), path), 'AfterTool', hook('post-tool'), path);
}
