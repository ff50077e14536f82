import { z } from 'zod';

/** Beyond a century a limit is none, and a slip of the hand likelier. */
const daysMax = 36_500;
const days = z.int().min(1).max(daysMax);

/** `retention:` in commonhold.yaml. What is not given is kept for ever. */
export const retentionOptions = z.strictObject({
  /** How often the node looks for what is to go; the first time soon after its start. */
  everyHours: z.int().min(1).max(168).default(24),
  /** What was said goes when its call began so many days ago. */
  bodyDays: days.optional(),
  /** The same for calls that carry a label, earlier than all others. */
  labelDays: z.record(z.string().min(1).max(100), days).default({}),
  /** When what was said takes more bytes than this, the oldest goes first. */
  bodyBytes: z
    .int()
    .min(1024 * 1024)
    .optional(),
});

export type RetentionOptions = z.output<typeof retentionOptions>;
