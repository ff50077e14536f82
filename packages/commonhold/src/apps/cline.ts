import { join } from 'node:path';
import { type App, type ConnectFacts, type FileEdit, firstModel } from './app.ts';
import { couldNotAsk, hookCommand, nodeFile } from './hooks/hook-files.ts';
import { scriptFile } from './hooks/script-file.ts';

export const cline: App = {
  id: 'cline',
  title: 'Cline',
  kind: 'agent',
  wire: 'openai-chat',
  hooks: true,
  sources: [{ page: 'https://docs.cline.bot/customization/hooks.md', read: '2026-11-22' }],
  plan(facts) {
    const { address, key, hooks } = facts;
    const model = firstModel(facts);
    return {
      edits: hooks ? hookFiles(facts) : [],
      say: [
        'The extension keeps its key in the secret store of the editor, which no other program should write. In its settings choose:',
        {
          copy: [
            'API Provider:  OpenAI Compatible',
            `Base URL:      ${address}/v1`,
            `API Key:       ${key}`,
            `Model ID:      ${model}`,
          ],
        },
        'Cline on the command line is told by a command of its own:',
        { copy: [`cline auth -p openai-compatible -b ${address}/v1 -k ${key} -m ${model}`] },
        ...(hooks
          ? ['Cline runs the two scripts from its next task on. A tool that is refused ends the task.']
          : []),
      ],
    };
  },
};

function hookFiles(facts: ConnectFacts): FileEdit[] {
  const folder = facts.environment['CLINE_DIR'] ?? join(facts.userHome, '.cline');
  const refusal = JSON.stringify({ cancel: true, errorMessage: couldNotAsk });
  const before = `${hookCommand('cline', folder, 'pre-tool', facts)} || echo '${refusal}'`;
  return [
    nodeFile(folder, facts),
    scriptFile(join(folder, 'hooks', 'PreToolUse'), before),
    scriptFile(join(folder, 'hooks', 'PostToolUse'), hookCommand('cline', folder, 'post-tool', facts)),
  ];
}
