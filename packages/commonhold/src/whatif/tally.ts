import { type ChangeKind, changeKinds } from './compare.ts';

/** Examples that are kept of each kind of change: enough to see what it is about. */
const examplesMax = 10;
/** Names that are listed of those that a change meets; how many there are is told. */
const listedMax = 100;

export interface ChangeExample {
  readonly call: string;
  readonly attempt: number;
  readonly time: string;
  readonly principal: string;
  readonly asked: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly missing: readonly string[] | undefined;
}

export interface ChangeGroup {
  readonly calls: number;
  readonly decisions: number;
  /** Those with the most calls first, and how many there are in all. */
  readonly byPrincipal: readonly { readonly principal: string; readonly calls: number }[];
  readonly principals: number;
  readonly byRule: readonly { readonly rule: string; readonly calls: number }[];
  readonly rules: number;
  /** The latest ones, latest first. */
  readonly examples: readonly ChangeExample[];
}

/** Counts changes as calls come by; a call that changes twice in one way is one call. */
export class Tally {
  readonly #groups = new Map(changeKinds.map((kind) => [kind, new GroupTally()]));

  add(kind: ChangeKind, example: ChangeExample, rules: readonly string[]): void {
    this.#groups.get(kind)?.add(example, rules);
  }

  result(): Readonly<Record<ChangeKind, ChangeGroup>> {
    const groups = changeKinds.map((kind) => [kind, (this.#groups.get(kind) ?? new GroupTally()).result()]);
    return Object.fromEntries(groups) as Record<ChangeKind, ChangeGroup>;
  }
}

class GroupTally {
  #calls = 0;
  #decisions = 0;
  #last: string | undefined;
  readonly #principals = new Counts();
  readonly #rules = new Counts();
  readonly #examples: ChangeExample[] = [];

  add(example: ChangeExample, rules: readonly string[]): void {
    const { call, principal } = example;
    this.#decisions += 1;
    // All decisions about a call come together.
    if (this.#last !== call) {
      this.#calls += 1;
      this.#principals.add(principal, call);
    }
    this.#last = call;
    for (const rule of rules) this.#rules.add(rule, call);
    this.#examples.unshift(example);
    if (this.#examples.length > examplesMax) this.#examples.pop();
  }

  result(): ChangeGroup {
    return {
      calls: this.#calls,
      decisions: this.#decisions,
      byPrincipal: this.#principals.most().map(([principal, calls]) => ({ principal, calls })),
      principals: this.#principals.size,
      byRule: this.#rules.most().map(([rule, calls]) => ({ rule, calls })),
      rules: this.#rules.size,
      examples: this.#examples,
    };
  }
}

/** How many calls there are of each name. */
class Counts {
  readonly #counts = new Map<string, { calls: number; last: string }>();

  add(name: string, call: string): void {
    const known = this.#counts.get(name);
    if (known === undefined) this.#counts.set(name, { calls: 1, last: call });
    else if (known.last !== call) {
      known.calls += 1;
      known.last = call;
    }
  }

  get size(): number {
    return this.#counts.size;
  }

  most(): (readonly [string, number])[] {
    return [...this.#counts]
      .map(([name, { calls }]) => [name, calls] as const)
      .sort(([one, oneCalls], [other, otherCalls]) => otherCalls - oneCalls || (one < other ? -1 : 1))
      .slice(0, listedMax);
  }
}
