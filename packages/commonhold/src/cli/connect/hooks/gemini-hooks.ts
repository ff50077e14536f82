import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Json } from '#base';
import type { HookForm } from './hook-form.ts';

const told = z.looseObject({
  session_id: z.string().min(1),
  tool_name: z.string().min(1),
  tool_input: z.custom<Json>().optional(),
  tool_response: z.custom<Json>().optional(),
});
const failure = z.looseObject({ error: z.custom<Json>((value) => value !== undefined && value !== null) });

/** Gemini CLI: `BeforeTool` and `AfterTool`. */
export const geminiHooks: HookForm = {
  before(text) {
    const use = told.parse(text);
    return {
      tool: use.tool_name,
      input: use.tool_input ?? null,
      use: nameOfUse(use),
      run: use.session_id,
    };
  },
  after(text) {
    const use = told.parse(text);
    const output = use.tool_response ?? null;
    return { use: nameOfUse(use), failed: failure.safeParse(output).success, output };
  },
  answer: (decision, reason) => ({ decision, reason, systemMessage: reason }),
  note: (message) => ({ systemMessage: message }),
};

/** It gives a use no name, so its session, tool and arguments are one: the same use twice at once is told apart by nobody. */
function nameOfUse({
  session_id: session,
  tool_name: tool,
  tool_input: input,
}: z.output<typeof told>): string {
  const whole = JSON.stringify([session, tool, input ?? null]);
  return createHash('sha256').update(whole).digest('hex');
}
