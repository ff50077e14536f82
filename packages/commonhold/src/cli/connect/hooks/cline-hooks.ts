import { z } from 'zod';
import type { Json } from '#base';
import { cannotAsk, type HookForm } from './hook-form.ts';

const before = z.looseObject({
  taskId: z.string().min(1),
  tool_call: z.looseObject({
    id: z.string().min(1),
    name: z.string().min(1),
    input: z.custom<Json>().optional(),
  }),
});
const after = z.looseObject({
  tool_result: z.looseObject({
    id: z.string().min(1),
    output: z.custom<Json>().optional(),
    error: z.string().optional(),
  }),
});

/** Cline: the scripts `PreToolUse` and `PostToolUse`. Its older extension gives a use no name and is not read here. */
export const clineHooks: HookForm = {
  before(text) {
    const { taskId, tool_call: call } = before.parse(text);
    return { tool: call.name, input: call.input ?? null, use: call.id, run: taskId };
  },
  after(text) {
    const { tool_result: result } = after.parse(text);
    return {
      use: result.id,
      failed: result.error !== undefined,
      output: result.error ?? result.output ?? null,
    };
  },
  answer: (decision, reason) => ({
    cancel: true,
    errorMessage: decision === 'ask' ? cannotAsk('Cline', reason) : reason,
  }),
  note: () => ({}),
};
