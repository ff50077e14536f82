import { join } from 'node:path';
import type { App } from './app.ts';
import { setInEnvFile } from './edits/env-edit.ts';
import { setInJson } from './edits/json-edit.ts';

export const geminiCli: App = {
  id: 'gemini-cli',
  title: 'Gemini CLI',
  kind: 'agent',
  wire: 'gemini',
  sources: [
    { page: 'https://geminicli.com/docs/reference/configuration.md', read: '2026-11-22' },
    { page: 'https://wavespeed.ai/ko/llm/agents/gemini-cli', read: '2026-11-22' },
  ],
  plan({ address, key, userHome, environment }) {
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
          edit: (before) =>
            setInJson(before, ['security', 'auth', 'selectedType'], 'gemini-api-key', settings),
        },
      ],
      say: [
        'Gemini CLI reads the file .env only in folders that it trusts, and a file .env in a project comes before this one.',
      ],
    };
  },
};
