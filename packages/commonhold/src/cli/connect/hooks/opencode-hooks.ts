import { z } from 'zod';
import type { Json } from '#base';
import { cannotAsk, type HookForm } from './hook-form.ts';

const use = { tool: z.string().min(1), sessionID: z.string().min(1), callID: z.string().min(1) };
const before = z.looseObject({ ...use, args: z.custom<Json>().optional() });
const after = z.looseObject({ ...use, failed: z.boolean(), output: z.custom<Json>().optional() });

/** The plugin that `connect opencode --hooks` writes tells in this form, with the names that opencode gives things. */
export const opencodeHooks: HookForm = {
  before(text) {
    const { tool, sessionID, callID, args } = before.parse(text);
    return { tool, input: args ?? null, use: callID, run: sessionID };
  },
  after(text) {
    const { callID, failed, output } = after.parse(text);
    return { use: callID, failed, output: output ?? null };
  },
  answer: (decision, reason) => ({
    decision: 'deny',
    reason: decision === 'ask' ? cannotAsk('opencode', reason) : reason,
  }),
  note: (message) => ({ note: message }),
};
