import { z } from 'zod';

/** What it takes to open what somebody else said; one's own calls are opened without. */
export const accessOptions = z.strictObject({
  /** `required`: nothing is opened or searched without a reason, which is kept beside the log. */
  reason: z.enum(['none', 'required']).default('none'),
  /** 2: another owner must agree before a call is opened, and nobody may search in what was said. */
  people: z.int().min(1).max(2).default(1),
});

export type AccessOptions = z.output<typeof accessOptions>;
