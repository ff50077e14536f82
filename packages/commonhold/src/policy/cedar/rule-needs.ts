import type { Rule } from '../engine.ts';
import type { Cedar } from './load.ts';
import { type FormNode, isNode, walk } from './rule-form.ts';

/** What the answer of a rule can depend on, as finely as is needed to try every value of what is not known. */
export interface RuleNeeds {
  /** Labels by name; `all` where the rule looks at the labels as a whole, as `isEmpty` does. */
  readonly labels: ReadonlySet<string> | 'all';
  /** Facts of the destination, by the names of the schema, and `region`. */
  readonly facts: ReadonlySet<string>;
  /** Facts that it does more with than to compare them with what stands in the rule; their values cannot be listed. */
  readonly open: ReadonlySet<string>;
  /** Texts that stand in it. */
  readonly texts: ReadonlySet<string>;
}

export function ruleNeeds(cedar: Cedar, { text, reads }: Pick<Rule, 'text' | 'reads'>): RuleNeeds {
  const answer = cedar.module.policyToJson(text);
  // Every rule of a set was read before.
  if (answer.type === 'failure') throw new Error(answer.errors[0]?.message ?? 'a rule could not be read');
  const form: unknown = answer.json;
  const texts = new Set<string>();
  const open = new Set<string>();
  walk(form, (node) => {
    const value = node['Value'];
    if (typeof value === 'string') texts.add(value);
    for (const fact of openFacts(node)) open.add(fact);
  });
  return {
    labels: reads.includes('everything') ? 'all' : labelsIn(form),
    facts: new Set(reads),
    open,
    texts,
  };
}

function labelsIn(form: unknown): ReadonlySet<string> | 'all' {
  const named = new Set<string>();
  let looks = 0;
  let understood = 0;
  walk(form, (node) => {
    if (isLabels(node)) looks += 1;
    for (const test of ['contains', 'containsAny', 'containsAll']) {
      const operands = node[test];
      if (!isNode(operands) || !isLabels(operands['left'])) continue;
      const words = wordsOf(operands['right']);
      if (words === undefined) continue;
      understood += 1;
      for (const word of words) named.add(word);
    }
  });
  return looks === understood ? named : 'all';
}

function isLabels(node: unknown): boolean {
  const access = isNode(node) ? node['.'] : undefined;
  return isNode(access) && access['attr'] === 'labels';
}

/** The words of a literal or of a set of literals; undefined for anything else. */
function wordsOf(node: unknown): readonly string[] | undefined {
  if (!isNode(node)) return undefined;
  const value = node['Value'];
  if (typeof value === 'string') return [value];
  const set = node['Set'];
  if (!Array.isArray(set)) return undefined;
  const words = set.map((item: unknown) => wordsOf(item));
  return words.every((word) => word !== undefined) ? words.flat() : undefined;
}

const arithmetic: ReadonlySet<string> = new Set(['like', '+', '-', '*', 'neg', '<', '<=', '>', '>=']);

/** Facts below an operation that is more than a comparison with literals: `like`, arithmetic, one fact against another. */
function openFacts(node: FormNode): readonly string[] {
  return Object.entries(node).flatMap(([operation, inner]) => {
    if (!isNode(inner)) return [];
    if (arithmetic.has(operation)) return factsBelow(inner);
    if (!['==', '!=', 'contains', 'containsAny', 'containsAll'].includes(operation)) return [];
    const [left, right] = [factsBelow(inner['left']), factsBelow(inner['right'])];
    return left.length > 0 && right.length > 0 ? [...left, ...right] : [];
  });
}

function factsBelow(form: unknown): readonly string[] {
  const found: string[] = [];
  walk(form, (node) => {
    const access = node['.'];
    if (isNode(access) && typeof access['attr'] === 'string') found.push(access['attr']);
  });
  return found;
}
