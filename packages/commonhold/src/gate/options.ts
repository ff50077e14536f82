import { z } from 'zod';
import { budgetOption, rateFields } from '#identity';

const mebibyte = 1024 * 1024;

/** `limits:` in commonhold.yaml. */
export const limitOptions = z.strictObject({
  /** Pictures in base64 make large requests; beyond this a mistake is likelier than a need. */
  requestBytes: z
    .int()
    .min(1024)
    .max(512 * mebibyte)
    .default(32 * mebibyte),
  /** An answer is held in memory until it is on record, so it must end somewhere. */
  replyBytes: z
    .int()
    .min(1024)
    .max(512 * mebibyte)
    .default(64 * mebibyte),
  /** An hour: the slowest answers of large models take minutes, and what takes longer has usually been forgotten. */
  totalSeconds: z.number().positive().max(86_400).default(3600),
  concurrentCalls: z.int().min(1).max(100_000).default(1024),
  concurrentCallsPerKey: z.int().min(1).max(100_000).default(256),
  /** Single calls are bounded above; many large ones at once must not take the machine's memory either. */
  heldBytes: z
    .int()
    .min(1024)
    .max(1024 * 1024 * mebibyte)
    .default(1024 * mebibyte),
  /** The largest body of the slowest kind takes one core a minute; beyond twice that nobody waits for it. */
  labellingMs: z.int().min(100).max(3_600_000).default(120_000),
  /** Of all callers together; those of one caller are its key's. */
  ...rateFields,
  projects: z.record(z.string(), z.strictObject(rateFields)).optional(),
});

/** A name that `Intl` knows; without a list of our own, because the list of the world changes. */
const timeZone = z
  .string()
  .refine((name) => isTimeZone(name), 'must be the name of a time zone, such as Europe/Berlin');

/** `budgets:` in commonhold.yaml. Those of one caller are its key's. */
export const budgetOptions = z.strictObject({
  /** In whose days and months budgets count. */
  timeZone: timeZone.default('UTC'),
  node: z.array(budgetOption).prefault([]),
  projects: z.record(z.string(), z.array(budgetOption)).prefault({}),
});

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** A route of commonhold.yaml: candidates in the order to try them. */
export const routeOptions = z
  .array(
    z.strictObject({
      /** A row under `providers:`, or `local` for the engine inside. */
      provider: z.string().min(1),
      model: z.string().min(1),
    }),
  )
  .min(1);
