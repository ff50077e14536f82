import { z } from 'zod';
import { type Budget, parseBudget } from '#call';
import { codecs } from '#wires';

/** Beyond these a slip is likelier than a wish. */
const perMinuteMax = 1_000_000_000;
const callsMax = 100_000;
const listedMax = 100;
const budgetsMax = 20;

/** A budget as people write it: `100 calls/day`, `2.50 EUR/month`, `1000000 tokens/day tell`. */
export const budgetOption = z.string().transform((text, context): Budget => {
  const budget = parseBudget(text);
  if (budget !== undefined) return budget;
  context.addIssue({
    code: 'custom',
    message:
      'must be an amount, what is counted (calls, tokens, or a currency such as USD) and per day or month: "100 calls/day", "2.50 USD/month"; with " tell" behind it the rules decide when it is spent',
  });
  return z.NEVER;
});

/** Requests and tokens in any span of a minute. */
export const rateFields = {
  requestsPerMinute: z.int().min(1).max(perMinuteMax).optional(),
  tokensPerMinute: z.int().min(1).max(perMinuteMax).optional(),
};

const listed = z.string().min(1).max(200);
const wireNames = z.enum(Object.keys(codecs) as [string, ...string[]]);

/** What a key may be used for; what is absent excludes nothing. */
export const scopeOptions = z.strictObject({
  models: z.array(listed).min(1).max(listedMax).optional(),
  wires: z.array(wireNames).min(1).max(listedMax).optional(),
  operations: z
    .array(z.enum(['generate', 'embed', 'count', 'tool']))
    .min(1)
    .optional(),
});

export const callerLimitOptions = z.strictObject({
  ...rateFields,
  concurrentCalls: z.int().min(1).max(callsMax).optional(),
  budgets: z.array(budgetOption).max(budgetsMax).optional(),
});

/** Until when: a moment as the record writes it, a day, whose end in UTC is meant, or a span from now such as `90d`. */
export const expiresOption = z
  .string()
  .regex(
    /^(\d{1,4}d|\d{4}-\d{2}-\d{2}|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z)$/,
    'a number of days such as 90d, a day such as 2027-03-31, or a moment such as 2027-03-31T12:00:00Z',
  );

const dayMs = 86_400_000;

/** The moment that is meant; undefined for a day that no calendar has. */
export function momentOf(expires: string, now: number): number | undefined {
  const days = /^(\d+)d$/.exec(expires)?.[1];
  if (days !== undefined) return now + Number(days) * dayMs;
  const isDay = expires.length === 'yyyy-mm-dd'.length;
  const moment = Date.parse(isDay ? `${expires}T00:00:00Z` : expires);
  if (Number.isNaN(moment) || !new Date(moment).toISOString().startsWith(expires.slice(0, 10)))
    return undefined;
  return isDay ? moment + dayMs : moment;
}

/** What a key's row of terms holds. */
export const keyTerms = z.strictObject({
  /** Milliseconds since 1970. */
  expires: z.int().optional(),
  scope: z
    .strictObject({
      models: z.array(z.string()).optional(),
      wires: z.array(z.string()).optional(),
      operations: z.array(z.string()).optional(),
    })
    .optional(),
  limits: z
    .strictObject({
      requestsPerMinute: z.int().optional(),
      tokensPerMinute: z.int().optional(),
      concurrentCalls: z.int().optional(),
      budgets: z
        .array(
          z.strictObject({
            unit: z.string(),
            amount: z.int(),
            per: z.enum(['day', 'month']),
            over: z.enum(['refuse', 'tell']),
          }),
        )
        .optional(),
    })
    .optional(),
});
export type KeyTerms = z.output<typeof keyTerms>;
