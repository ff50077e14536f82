import { type Clock, CommonholdError } from '#base';
import { amountText, type Budget, budgetText, type Principal } from '#call';
import type { SpentOfDay } from '#ledger';
import { Calendar, labelOf } from './calendar.ts';

export interface BudgetOptions {
  /** Whose days and months they are. */
  readonly timeZone: string;
  readonly node: readonly Budget[];
  readonly projects: Readonly<Record<string, readonly Budget[]>>;
}

/** How much of what: calls, tokens, or billionths of a currency. */
export type Amounts = readonly (readonly [unit: string, amount: number])[];

/** What was used up, or is reserved, by unit. */
type Sums = Map<string, number>;

interface Line {
  readonly of: BudgetStanding['of'];
  readonly whose: string;
  readonly per: 'day' | 'month';
  readonly budgets: readonly Budget[];
  readonly sums: Sums;
}

/** How a budget stands: what is used up of it, with what calls under way have reserved, and when it begins anew. */
export interface BudgetStanding {
  readonly of: 'caller' | 'project' | 'node';
  readonly budget: Budget;
  /** As the budget's amount. More than it where answers took more than was thought, or the rules let calls go on. */
  readonly used: number;
  /** Milliseconds since 1970. */
  readonly renews: number;
}

/**
 * Days and months that are kept, those that were current last. More than the two of now, because a clock can be wrong: whoever
 * sets it forward and back, or a machine that wakes with the date of its last sleep, must find what was used up.
 */
const labelsMax = 16;

/** Units in which nothing was refused whatever was spent: what takes nothing fits into every budget. */
const takesSomething = ([, amount]: Amounts[number]): boolean => amount > 0;

/**
 * What is left of budgets: of each caller, each project and the whole node, by day and by month. All of it is in memory and
 * every step is one turn of the event loop, so two calls never see the same rest. Sums hold what was used up and what is
 * reserved; at a start they go on from the record, which has both.
 */
export class Budgets {
  #options: BudgetOptions;
  #calendar: Calendar;
  readonly #clock: Clock;
  /** By label of the day or month, then by whose they are. */
  readonly #sums = new Map<string, Map<string, Sums>>();
  #today = '';

  constructor(options: BudgetOptions, clock: Clock) {
    this.#options = options;
    this.#calendar = new Calendar(options.timeZone);
    this.#clock = clock;
  }

  get options(): BudgetOptions {
    return this.#options;
  }

  /** Replaced whole when the configuration changes. In another time zone calls count from then on in its days. */
  set options(options: BudgetOptions) {
    if (options.timeZone !== this.#options.timeZone) this.#calendar = new Calendar(options.timeZone);
    this.#options = options;
  }

  /** The first day that can still count: what is before it need not be read at a start. */
  firstDay(): string {
    // A month of another time zone may have begun a day earlier, or end a day later.
    return `${labelOf(this.#calendar.day(this.#clock.now()), 'month')}-01`;
  }

  /** Goes on from what the record has. Before the first call. */
  load(rows: readonly SpentOfDay[]): void {
    for (const { day, principal, project, calls, tokens, currency, nanos } of rows) {
      const lines = this.#lines({ id: principal, project, limits: undefined }, day);
      add(lines, [
        ['calls', calls],
        ['tokens', tokens],
        ...(currency === '' ? [] : [[currency, nanos] as const]),
      ]);
    }
    this.#turnTo(this.#calendar.day(this.#clock.now()));
  }

  /** Every budget that a call of this caller would have to fit into. */
  standing(principal: Pick<Principal, 'id' | 'project' | 'limits'>): readonly BudgetStanding[] {
    const now = this.#clock.now();
    const renews = {
      day: now + this.#calendar.untilNext('day', now),
      month: now + this.#calendar.untilNext('month', now),
    };
    return this.#lines(principal, this.#calendar.day(now)).flatMap(({ of, budgets, sums }) =>
      budgets.map((budget) => ({
        of,
        budget,
        used: sums.get(budget.unit) ?? 0,
        renews: renews[budget.per],
      })),
    );
  }

  /** The account of one call: it counts in the day in which it came, however long it takes. */
  account(principal: Pick<Principal, 'id' | 'project' | 'limits'>): Account {
    const day = this.#calendar.day(this.#clock.now());
    this.#turnTo(day);
    const lines = this.#lines(principal, day);
    return {
      day,
      take: (amounts) => this.#take(lines, amounts),
      checkPriced: (isPriced) => this.#checkPriced(lines, isPriced),
      add: (amounts) => add(lines, amounts),
    };
  }

  /** Takes all or nothing, and says whether a budget that only tells is spent. Throws `budget_spent`. */
  #take(lines: readonly Line[], amounts: Amounts): { readonly over: boolean } {
    const over = spentBy(lines, amounts.filter(takesSomething));
    const refusing = over.find(({ budget }) => budget.over === 'refuse');
    if (refusing !== undefined) {
      const { whose, budget } = refusing;
      throw new CommonholdError('budget_spent', {
        whose,
        budget: budgetText(budget),
        left: amountText(Math.max(budget.amount - refusing.sum, 0), budget.unit),
        retryAfter: Math.ceil(this.#calendar.untilNext(budget.per, this.#clock.now()) / 1000),
      });
    }
    add(lines, amounts);
    return { over: over.length > 0 };
  }

  /** What nobody knows the price of fits into no budget of money. Throws `price_unknown`. */
  #checkPriced(lines: readonly Line[], isPriced: (currency: string) => boolean): { readonly over: boolean } {
    let over = false;
    for (const { whose, budgets } of lines) {
      for (const budget of budgets) {
        if (!isMoney(budget) || isPriced(budget.unit)) continue;
        if (budget.over === 'refuse')
          throw new CommonholdError('price_unknown', { whose, budget: budgetText(budget) });
        over = true;
      }
    }
    return { over };
  }

  #lines(
    { id, project, limits }: Pick<Principal, 'id' | 'project' | 'limits'>,
    day: string,
  ): readonly Line[] {
    const projects = this.#options.projects;
    const owners = [
      { of: 'caller', whose: 'this caller', name: `caller ${id}`, budgets: limits?.budgets ?? [] },
      {
        of: 'project',
        whose: `the project ${project}`,
        name: `project ${project}`,
        budgets: Object.hasOwn(projects, project) ? (projects[project] ?? []) : [],
      },
      { of: 'node', whose: 'this node', name: 'node', budgets: this.#options.node },
    ] as const;
    return owners.flatMap(({ of, whose, name, budgets }) =>
      (['day', 'month'] as const).map((per) => ({
        of,
        whose,
        per,
        budgets: budgets.filter((budget) => budget.per === per),
        sums: this.#sumsOf(labelOf(day, per), name),
      })),
    );
  }

  #sumsOf(label: string, name: string): Sums {
    const named = getOrAdd(this.#sums, label, () => new Map<string, Sums>());
    return getOrAdd(named, name, () => new Map<string, number>());
  }

  /** The day of now and its month come last, and the first of too many are forgotten; calls under way hold on to their own. */
  #turnTo(day: string): void {
    if (day === this.#today) return;
    this.#today = day;
    for (const label of [day, labelOf(day, 'month')]) {
      const named = this.#sums.get(label) ?? new Map<string, Sums>();
      this.#sums.delete(label);
      this.#sums.set(label, named);
    }
    for (const label of this.#sums.keys()) {
      if (this.#sums.size <= labelsMax) return;
      this.#sums.delete(label);
    }
  }
}

/** Where one call counts. */
export interface Account {
  readonly day: string;
  /** All or nothing. */
  take(amounts: Amounts): { readonly over: boolean };
  /** What has no price in a currency fits into no budget of it. */
  checkPriced(isPriced: (currency: string) => boolean): { readonly over: boolean };
  /** Corrects what was taken; nothing is refused any more. */
  add(amounts: Amounts): void;
}

function isMoney({ unit }: Budget): boolean {
  return unit !== 'calls' && unit !== 'tokens';
}

function spentBy(
  lines: readonly Line[],
  amounts: Amounts,
): readonly { readonly whose: string; readonly budget: Budget; readonly sum: number }[] {
  return lines.flatMap(({ whose, budgets, sums }) =>
    budgets.flatMap((budget) => {
      const asked = amounts.find(([unit]) => unit === budget.unit);
      const sum = sums.get(budget.unit) ?? 0;
      return asked !== undefined && sum + asked[1] > budget.amount ? [{ whose, budget, sum }] : [];
    }),
  );
}

function add(lines: readonly Line[], amounts: Amounts): void {
  for (const { sums } of lines) {
    for (const [unit, amount] of amounts) {
      if (amount !== 0) sums.set(unit, (sums.get(unit) ?? 0) + amount);
    }
  }
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
