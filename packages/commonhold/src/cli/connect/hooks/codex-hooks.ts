import { claudeCodeHooks } from './claude-code-hooks.ts';
import { cannotAsk, type HookForm } from './hook-form.ts';

/**
 * Codex tells in Claude Code's form and reads its answers, but takes `ask` for a broken hook and then runs the tool. It has
 * no word for a tool that failed: then it does not call `PostToolUse` at all.
 */
export const codexHooks: HookForm = {
  ...claudeCodeHooks,
  answer: (decision, reason) =>
    claudeCodeHooks.answer('deny', decision === 'ask' ? cannotAsk('Codex', reason) : reason),
};
