import { z } from 'zod';
import type { Json } from '#base';
import type { HookForm } from './hook-form.ts';

const told = z.looseObject({
  hook_event_name: z.string().optional(),
  session_id: z.string().optional(),
  tool_name: z.string().min(1),
  tool_input: z.custom<Json>().optional(),
  tool_use_id: z.string().min(1),
  tool_response: z.custom<Json>().optional(),
  error: z.custom<Json>().optional(),
});

/** Claude Code: `PreToolUse`, `PostToolUse` and, of its own, `PostToolUseFailure`. */
export const claudeCodeHooks: HookForm = {
  before(text) {
    const use = told.parse(text);
    return {
      tool: use.tool_name,
      input: use.tool_input ?? null,
      use: use.tool_use_id,
      ...(use.session_id === undefined ? {} : { run: use.session_id }),
    };
  },
  after(text) {
    const use = told.parse(text);
    const failed = use.error !== undefined || use.hook_event_name === 'PostToolUseFailure';
    return { use: use.tool_use_id, failed, output: use.error ?? use.tool_response ?? null };
  },
  answer: (decision, reason) => ({
    hookSpecificOutput: {
      hookEventName: 'PreToolUse',
      permissionDecision: decision,
      permissionDecisionReason: reason,
    },
  }),
  note: (message) => ({ systemMessage: message }),
};
