/**
 * What each agent tells before and after a tool. All but Claude Code's were written down from runs of Codex CLI 0.169.0,
 * Gemini CLI 0.61.0, the plugin in opencode 1.18.33 and Cline 3.0.65.
 */
import { describe, expect, test } from 'vitest';
import { hookForms } from './hook-forms.ts';

const codex = {
  session_id: '01a2035a-49dd',
  turn_id: '01a2035a-49eb',
  transcript_path: '/p/.codex/sessions/rollout.jsonl',
  cwd: '/p/w',
  hook_event_name: 'PreToolUse',
  model: 'gpt-5.5',
  permission_mode: 'bypassPermissions',
  tool_name: 'Bash',
  tool_input: { command: 'cat one.txt' },
  tool_use_id: 'call_3',
};
const gemini = {
  session_id: 'b354a357',
  transcript_path: '/p/.gemini/tmp/w/chats/session.jsonl',
  cwd: '/p/w',
  hook_event_name: 'BeforeTool',
  timestamp: '2026-11-22T13:02:54.503Z',
  tool_name: 'run_shell_command',
  tool_input: { command: 'cat one.txt', description: 'reads' },
};
const geminiEnd = {
  ...gemini,
  hook_event_name: 'AfterTool',
  timestamp: '2026-11-22T13:02:54.880Z',
  tool_response: { llmContent: 'Output: one', returnDisplay: 'one' },
};
const cline = {
  clineVersion: '',
  timestamp: '2026-11-22T13:16:11.769Z',
  taskId: 'conv_1',
  hookName: 'tool_call',
  iteration: 1,
  tool_call: { id: 'call_3', name: 'run_commands', input: { commands: ['cat one.txt'] } },
  preToolUse: { toolName: 'run_commands', parameters: { commands: '["cat one.txt"]' } },
};

describe('before a tool', () => {
  test.each([
    ['codex-cli', codex, { tool: 'Bash', input: codex.tool_input, use: 'call_3', run: '01a2035a-49dd' }],
    ['gemini-cli', gemini, { tool: 'run_shell_command', input: gemini.tool_input, run: 'b354a357' }],
    [
      'opencode',
      { tool: 'bash', sessionID: 'ses_1', callID: 'call_3', args: { command: 'cat one.txt' } },
      { tool: 'bash', input: { command: 'cat one.txt' }, use: 'call_3', run: 'ses_1' },
    ],
    ['cline', cline, { tool: 'run_commands', input: cline.tool_call.input, use: 'call_3', run: 'conv_1' }],
  ] as const)(
    '%s tells of the tool, its arguments, the session and a name for this use',
    (agent, told, use) => {
      expect(hookForms[agent].before(told)).toMatchObject(use);
    },
  );

  test.each(['claude-code', 'codex-cli', 'gemini-cli', 'opencode', 'cline'] as const)(
    'of %s nothing else is read as a use of a tool',
    (agent) => {
      for (const told of [null, [], 'text', {}, { hook_event_name: 'SessionStart', session_id: 's' }]) {
        expect(() => hookForms[agent].before(told)).toThrow();
        expect(() => hookForms[agent].after(told)).toThrow();
      }
    },
  );
});

describe('after a tool', () => {
  test('Codex tells the output, and not whether the command went well', () => {
    const told = { ...codex, hook_event_name: 'PostToolUse', tool_response: 'one\n' };
    expect(hookForms['codex-cli'].after(told)).toEqual({ use: 'call_3', failed: false, output: 'one\n' });
  });

  test('Gemini CLI names no use, so the end of one is found by session, tool and arguments', () => {
    const { before, after } = hookForms['gemini-cli'];
    const { use } = before(gemini);
    expect(after(geminiEnd)).toEqual({ use, failed: false, output: geminiEnd.tool_response });
    expect(before({ ...gemini, tool_input: { command: 'cat two.txt' } }).use).not.toBe(use);
    expect(before({ ...gemini, session_id: 'other' }).use).not.toBe(use);
    const failed = { ...geminiEnd, tool_response: { llmContent: 'x', error: { message: 'no file' } } };
    expect(after(failed).failed).toBe(true);
  });

  test('opencode and Cline tell of failure', () => {
    const end = { tool: 'read', sessionID: 'ses_1', callID: 'call_3', failed: true, output: 'not found' };
    expect(hookForms.opencode.after(end)).toEqual({ use: 'call_3', failed: true, output: 'not found' });
    const result = { id: 'call_3', name: 'read_files', input: {}, output: [], error: 'not found' };
    expect(hookForms.cline.after({ taskId: 'conv_1', tool_result: result })).toEqual({
      use: 'call_3',
      failed: true,
      output: 'not found',
    });
  });
});

test('a question is a question where the agent can ask, and a no where it would run the tool instead', () => {
  const asked = (agent: keyof typeof hookForms) => JSON.stringify(hookForms[agent].answer('ask', 'a rule'));
  expect(asked('claude-code')).toContain('"permissionDecision":"ask"');
  expect(asked('gemini-cli')).toContain('"decision":"ask"');
  expect(asked('codex-cli')).toContain('"permissionDecision":"deny"');
  expect(asked('opencode')).toContain('"decision":"deny"');
  expect(asked('cline')).toContain('"cancel":true');
  for (const agent of ['codex-cli', 'opencode', 'cline'] as const)
    expect(asked(agent)).toContain('cannot ask');
});
