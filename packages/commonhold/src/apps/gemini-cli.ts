import { join } from 'node:path';
import type { App, ConnectFacts } from './app.ts';
import { setInEnvFile } from './edits/env-edit.ts';
import { setInJson } from './edits/json-edit.ts';
import { hookCommand, hookSeconds, nodeFile, orRefuse, withHook } from './hooks/hook-files.ts';

export const geminiCli: App = {
  id: 'gemini-cli',
  title: 'Gemini CLI',
  kind: 'agent',
  wire: 'gemini',
  hooks: true,
  asksFor: {
    beginning: 'gemini-',
    seen: { names: ['gemini-3.1-pro-preview', 'gemini-3.5-flash-lite'], version: '0.61.0' },
    rows: { key: 'commonhold providers add gemini-paid' },
  },
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
  const timeout = hookSeconds * 1000;
  const before = orRefuse(hookCommand('gemini-cli', folder, 'pre-tool', facts));
  const after = hookCommand('gemini-cli', folder, 'post-tool', facts);
  return withHook(
    withHook(text, 'BeforeTool', { name: 'commonhold pre-tool', command: before, timeout }, path),
    'AfterTool',
    { name: 'commonhold post-tool', command: after, timeout },
    path,
  );
}
