import { bytesPerToken, type Call, type Cost, type Principal, type Usage } from '#call';
import { type AttemptResult, type ExpectedSpending, tokenCount } from '#ledger';
import type { Account, Budgets } from './budgets.ts';
import type { Candidate } from '../candidate.ts';
import type { Rates } from './rates.ts';

/**
 * The length of an answer that nobody bounded, for its estimate only. Few answers are longer; those that are count by their
 * real length when they have ended.
 */
const outputTokensUnsaid = 1000;

/**
 * No answer is longer, whatever bound a client gives: four million tokens, several times what any model gives. What is held for
 * calls that were hung up on is added up, and must stay a number that can be added up however many there are.
 */
const outputTokensMax = 2 ** 22;

/** What one call has reserved: its place among the calls under way, its request, and its place in budgets of calls. It counts once, however often it is sent. */
export class CallReservation implements Disposable {
  /** A budget of calls that only tells is spent. */
  readonly over: boolean;
  readonly #principal: Principal;
  readonly #account: Account;
  readonly #rates: Rates;
  readonly #leave: () => void;
  #isSent = false;
  #isOver = false;

  /** Throws `requests_per_minute_exceeded`, `budget_spent`. */
  constructor(principal: Principal, rates: Rates, budgets: Budgets, leave: () => void) {
    this.#leave = leave;
    this.#principal = principal;
    this.#rates = rates;
    this.#account = budgets.account(principal);
    const uncount = rates.takeRequest(principal);
    try {
      this.over = this.#account.take([['calls', 1]]).over;
    } catch (thrown) {
      // Whom a budget refuses has not used up the minute as well.
      uncount(0);
      throw thrown;
    }
  }

  /**
   * Reserves what one sending is thought to take. A sending that is tried again is another one, and reserves anew. Throws
   * `tokens_per_minute_exceeded`, `budget_spent`, `price_unknown`.
   */
  attempt(call: Call, bytes: number, candidate: Candidate, now: number): AttemptReservation {
    const { input, output } = expectedTokens(call, bytes);
    const usage = { inputTokens: input, outputTokens: output, source: 'estimated' } as const;
    const cost: Cost = candidate.price?.costOf(usage, now) ?? { source: 'unknown', why: 'no-price' };
    const settleTokens = this.#rates.takeTokens(this.#principal, input + output);
    try {
      const unpriced = this.#account.checkPriced((currency) => isPricedIn(cost, currency));
      const money = cost.source === 'unknown' || cost.currency === '' ? undefined : cost;
      const { over } = this.#account.take([
        ['tokens', input + output],
        ...(money === undefined ? [] : [[money.currency, money.nanos] as const]),
      ]);
      const expected: ExpectedSpending = {
        day: this.#account.day,
        input,
        output,
        ...(cost.source === 'unknown' ? {} : { nanos: cost.nanos, currency: cost.currency }),
      };
      return new AttemptReservation({
        over: this.over || over || unpriced.over,
        expected,
        candidate,
        account: this.#account,
        settleTokens,
        sent: () => (this.#isSent = true),
      });
    } catch (thrown) {
      settleTokens(0);
      throw thrown;
    }
  }

  /** A call of which nothing was sent counts in no budget. */
  [Symbol.dispose](): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (!this.#isSent) this.#account.add([['calls', -1]]);
    this.#leave();
  }
}

interface Reserved {
  readonly over: boolean;
  readonly expected: ExpectedSpending;
  readonly candidate: Candidate;
  readonly account: Account;
  readonly settleTokens: (real: number) => void;
  readonly sent: () => void;
}

/** What one sending has reserved, until its outcome says what it took. */
export class AttemptReservation implements Disposable {
  /** A budget that only tells has no room for it. */
  readonly over: boolean;
  readonly expected: ExpectedSpending;
  readonly #reserved: Reserved;
  #state: 'reserved' | 'sent' | 'settled' = 'reserved';

  constructor(reserved: Reserved) {
    this.over = reserved.over;
    this.expected = reserved.expected;
    this.#reserved = reserved;
  }

  /** Its intent is on record: from now on it counts, also when its outcome never comes. */
  sent(): void {
    this.#state = 'sent';
    this.#reserved.sent();
  }

  /** The result with its cost. */
  priced(result: AttemptResult, at: number): AttemptResult {
    const { usage } = result;
    const none = { inputTokens: 0, outputTokens: 0, source: 'estimated' } as const;
    const cost = this.#reserved.candidate.price?.costOf(usage ?? none, at, result.servedModel) ?? {
      source: 'unknown',
      why: 'no-price',
    };
    if (cost.source === 'engine') return { ...result, cost };
    if (usage === undefined || !canBe(usage)) {
      return {
        ...result,
        cost: { source: 'unknown', why: 'no-usage' },
        countsByEstimate: mayHaveWorked(result),
      };
    }
    // Of what had a price when it was sent and has none now, the estimate is all that a budget of money knows.
    const lostItsPrice = cost.source === 'unknown' && (this.expected.nanos ?? 0) > 0;
    return { ...result, cost, ...(lostItsPrice ? { countsByEstimate: true } : {}) };
  }

  /** What it took stands in the place of the estimate, once the record says so too. */
  settle({ usage, cost, countsByEstimate }: AttemptResult): void {
    if (this.#state === 'settled') return;
    this.#state = 'settled';
    if (countsByEstimate === true) return;
    const money = cost === undefined || cost.source === 'unknown' ? undefined : cost;
    this.#replace(tokens(usage?.inputTokens) + tokens(usage?.outputTokens), money);
  }

  /** Of what was not sent nothing counts. */
  [Symbol.dispose](): void {
    if (this.#state !== 'reserved') return;
    this.#state = 'settled';
    this.#replace(0, undefined);
  }

  #replace(real: number, money: { readonly nanos: number; readonly currency: string } | undefined): void {
    const { account, settleTokens, expected } = this.#reserved;
    const { input, output, nanos, currency } = expected;
    settleTokens(real);
    account.add([
      ['tokens', real - input - output],
      ...(nanos === undefined || currency === undefined || currency === ''
        ? []
        : [[currency, -nanos] as const]),
      ...(money === undefined || money.currency === '' ? [] : [[money.currency, money.nanos] as const]),
    ]);
  }
}

function expectedTokens(call: Call, bytes: number): { readonly input: number; readonly output: number } {
  switch (call.operation) {
    case 'count':
      // Nothing is read by a model.
      return { input: 0, output: 0 };
    case 'embed':
      return { input: Math.ceil(bytes / bytesPerToken), output: 0 };
    case 'generate': {
      const output = (call.maxOutputTokens ?? outputTokensUnsaid) * (call.choices ?? 1);
      return { input: Math.ceil(bytes / bytesPerToken), output: Math.min(output, outputTokensMax) };
    }
  }
}

/** What costs nothing is priced in every currency. */
function isPricedIn(cost: Cost, currency: string): boolean {
  return cost.source !== 'unknown' && (cost.nanos === 0 || cost.currency === currency);
}

/** A destination may claim any number; what cannot be one tells nothing of what it took. */
function canBe({ inputTokens, outputTokens }: Usage): boolean {
  return tokenCount(inputTokens) !== null && tokenCount(outputTokens) !== null;
}

/** As the record counts them: what cannot be a count is none. */
function tokens(count: number | undefined): number {
  return tokenCount(count) ?? 0;
}

/**
 * Whether a destination that told no usage may have worked for it. It has not when it could not be reached, and none charges
 * for what it answered with an error; whoever hangs up before the first token has not made it free.
 */
function mayHaveWorked({ http, error }: AttemptResult): boolean {
  if (http !== undefined && http >= 400) return false;
  return error === undefined || !neverArrived.has(error);
}

const neverArrived: ReadonlySet<string> = new Set([
  'upstream_unreachable',
  'upstream_redirected',
  'destination_address_refused',
]);
