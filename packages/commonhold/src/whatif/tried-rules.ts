import { type Cedar, type PolicyEngine, type Rule, ruleNeeds, type RuleNeeds } from '#policy';

/** A set of rules under trial, with what each of them can depend on. */
export class TriedRules {
  readonly engine: PolicyEngine;
  /** Facts of destinations that any rule looks at, and those whose values cannot be listed. */
  readonly facts: ReadonlySet<string>;
  readonly open: ReadonlySet<string>;
  /** By fact, the texts that stand in rules that look at it: whatever it is compared with is one of them. */
  readonly texts: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #needs: ReadonlyMap<string, RuleNeeds>;

  /** `cedar` is undefined for the built-in rule, which looks at nothing. */
  constructor(engine: PolicyEngine, cedar: Cedar | undefined) {
    this.engine = engine;
    this.#needs = new Map(
      cedar === undefined ? [] : [...engine.rules].map(([id, rule]) => [id, ruleNeeds(cedar, rule)]),
    );
    const all = [...this.#needs.values()];
    this.facts = new Set(all.flatMap(({ facts }) => [...facts]));
    this.open = new Set(all.flatMap(({ open }) => [...open]));
    this.texts = new Map(
      [...this.facts].map((fact) => {
        const readers = all.filter(({ facts }) => facts.has(fact));
        return [fact, new Set(readers.flatMap(({ texts }) => [...texts]))];
      }),
    );
  }

  /**
   * Labels that rules look at which were not in force, word by word, when others were: what a rule said then about a label
   * that nobody looked for, it may go on saying. `before` is undefined where nobody kept the rules.
   */
  labelsSince(before: readonly Rule[] | undefined): ReadonlySet<string> | 'all' {
    const known = new Set((before ?? []).map(keyOf));
    const labels = new Set<string>();
    for (const [id, needs] of this.#needs) {
      const rule = this.engine.rules.get(id);
      if (rule !== undefined && known.has(keyOf(rule))) continue;
      if (needs.labels === 'all') return 'all';
      for (const label of needs.labels) labels.add(label);
    }
    return labels;
  }
}

function keyOf({ id, layer, mode, text }: Rule): string {
  return JSON.stringify([id, layer, mode, text]);
}
