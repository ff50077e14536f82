import type { Json } from '#base';
import { type Destination, regionsOf } from '#call';
import { remedyText, type Rule } from '#policy';
import type { ChangeView, SeenFactView, PassView } from '../api/policy-view.ts';

/** What the record says of one decision, as far as the rules could see it. */
export interface DecidedFacts {
  readonly trail: readonly string[];
  readonly caller: Readonly<Record<'caller' | 'kind' | 'role' | 'project', string>>;
  /** The labels of the last decision, and those before anything was replaced by pseudonyms. */
  readonly labels: readonly string[];
  readonly labelsBefore: readonly string[] | undefined;
  /** Other facts of the request that the schema has, by its names. */
  readonly context: Readonly<Record<string, Json>>;
  /** Where the call did not go, in the order of the trail, and where it went. */
  readonly denied: readonly RecordedPlace[];
  readonly destination: RecordedPlace | undefined;
}

/** A destination as it is on record. */
export interface RecordedPlace {
  readonly model: string | undefined;
  readonly known: { readonly [Name in keyof Destination]?: Destination[Name] | undefined };
  /** Facts of a destination that this kind of record does not hold. */
  readonly notKept: readonly (keyof Destination)[];
}

/** The rules as they were then; `undefined` when their text is not kept. */
export type RulesThen = ReadonlyMap<string, Rule> | undefined;

/**
 * The trail taken apart: each time that the rules were asked, with what they could see then. A record holds the labels of
 * the last decision and, with pseudonyms, those before; what lay between is said to be not kept and not guessed.
 */
export function passesOf(decided: DecidedFacts, rules: RulesThen): readonly PassView[] {
  const parts = partsOf(decided.trail);
  const isMasked = parts.map((_, position) => maskedAt(parts, position));
  let place = 0;
  return parts.map(({ steps, remedies }, position): PassView => {
    const where = decided.denied[place] ?? decided.destination;
    if (remedies.some((step) => verbOf(step) === 'reroute')) place += 1;
    const isLast = position === parts.length - 1;
    const satisfied = satisfiedIn(parts, position);
    const labels = isLast
      ? decided.labels
      : isMasked[position] === true
        ? undefined
        : isMasked.at(-1) === true
          ? decided.labelsBefore
          : decided.labels;
    const seen = [
      ...callerFacts(decided),
      ...dataFacts(
        decided,
        labels,
        isLast ? 'as-recorded' : isApproved(parts, position) ? 'not-kept' : 'none',
      ),
      ...(where === undefined ? [] : placeFacts(where)),
    ];
    return {
      steps,
      remedies,
      satisfied,
      facts:
        rules === undefined
          ? seen
          : seen.map((fact) => ({
              ...fact,
              readBy: readersOf(fact, [...ruleNames(steps), ...satisfied], rules),
            })),
      toChange: changesOf(steps, rules),
    };
  });
}

interface Part {
  readonly steps: readonly string[];
  readonly remedies: readonly string[];
}

const remedyVerbs: ReadonlySet<string> = new Set(['reroute', 'pseudonymise', 'approve']);

function partsOf(trail: readonly string[]): readonly Part[] {
  const parts: { steps: string[]; remedies: string[] }[] = [];
  for (const step of trail) {
    const isRemedy = remedyVerbs.has(verbOf(step));
    const last = parts.at(-1);
    if (last !== undefined && isRemedy) last.remedies.push(step);
    else if (last === undefined || last.remedies.length > 0) parts.push({ steps: [step], remedies: [] });
    else last.steps.push(step);
  }
  return parts;
}

/** Whether what was found had been replaced when the rules were asked; another candidate gets the values themselves. */
function maskedAt(parts: readonly Part[], position: number): boolean {
  const before = parts[position - 1]?.remedies ?? [];
  if (before.some((step) => verbOf(step) === 'pseudonymise')) return true;
  return isApproved(parts, position) && maskedAt(parts, position - 1);
}

/** Whether somebody had approved of the bytes about which the rules were asked. */
function isApproved(parts: readonly Part[], position: number): boolean {
  return (parts[position - 1]?.remedies ?? []).some((step) => verbOf(step) === 'approve');
}

function callerFacts({ caller }: DecidedFacts): readonly SeenFactView[] {
  return Object.entries(caller).map(([name, value]) => ({ name, about: 'caller', state: 'known', value }));
}

/** The record has the approvals of the last decision; before anybody was asked there were none. */
function dataFacts(
  { context }: DecidedFacts,
  labels: readonly string[] | undefined,
  approvals: 'as-recorded' | 'none' | 'not-kept',
): readonly SeenFactView[] {
  const of: SeenFactView =
    labels === undefined
      ? { name: 'labels', about: 'data', state: 'not-kept' }
      : { name: 'labels', about: 'data', state: 'known', value: [...labels] };
  const others = Object.entries(context).map(([name, value]): SeenFactView => {
    if (name !== 'approvals' || approvals === 'as-recorded')
      return { name, about: 'data', state: 'known', value };
    return approvals === 'none'
      ? { name, about: 'data', state: 'known', value: [] }
      : { name, about: 'data', state: 'not-kept' };
  });
  return [of, ...others];
}

/** Every fact of a destination that a rule can look at, in the order in which people read them. */
const placeNames = [
  'provider',
  'local',
  'country',
  'legalEntity',
  'companyCountry',
  'parentCompany',
  'parentCountry',
  'maker',
  'makerCountry',
  'retentionDays',
  'trainsOnData',
  'processorContract',
  'transferBasis',
] as const satisfies readonly (keyof Destination)[];

function placeFacts({ model, known, notKept }: RecordedPlace): readonly SeenFactView[] {
  const facts = placeNames.map((name): SeenFactView => {
    const value = known[name];
    if (value !== undefined) return { name, about: 'place', state: 'known', value };
    return { name, about: 'place', state: notKept.includes(name) ? 'not-kept' : 'unknown' };
  });
  const regions = regionsOf(known);
  // A place without a country may still be known to lie in a group of them.
  const isKept = regions.length > 0 || !notKept.includes('area');
  const region: SeenFactView =
    regions.length > 0
      ? { name: 'region', about: 'place', state: 'known', value: regions }
      : { name: 'region', about: 'place', state: isKept ? 'unknown' : 'not-kept' };
  const [provider, local, country, ...others] = facts;
  return [
    ...(provider === undefined ? [] : [provider]),
    model === undefined
      ? { name: 'model', about: 'place', state: 'not-kept' }
      : { name: 'model', about: 'place', state: 'known', value: model },
    ...[local, country].filter((fact) => fact !== undefined),
    region,
    ...others,
  ];
}

function readersOf(
  fact: SeenFactView,
  names: readonly string[],
  rules: ReadonlyMap<string, Rule>,
): readonly string[] {
  const named = names.map((name) => rules.get(name)).filter((rule) => rule !== undefined);
  const readers = named.filter(
    ({ reads }) => reads.includes(fact.name) || (fact.about === 'data' && reads.includes('everything')),
  );
  return [...new Set(readers.map(({ id }) => id))];
}

function ruleNames(steps: readonly string[]): readonly string[] {
  return steps.map((step) => stepOf(step).name);
}

/**
 * Every forbid that matches is in a denial, so one that was in the denial before and is not named now does not match any
 * more; unless the trail had no room for all of them, or the rules could not be evaluated.
 */
function satisfiedIn(parts: readonly Part[], position: number): readonly string[] {
  const before = parts[position - 1]?.steps ?? [];
  const now = parts[position]?.steps ?? [];
  if (now.some((step) => ['more', 'error'].includes(verbOf(step)))) return [];
  const denied = before.filter((step) => verbOf(step) === 'deny' && step !== 'deny:no-permit');
  return ruleNames(denied.filter((step) => !now.includes(step)));
}

/** What would have let the call go; nothing where it was let go, also where nothing is enforced. */
function changesOf(steps: readonly string[], rules: RulesThen): readonly ChangeView[] {
  const parsed = steps.map(stepOf);
  if (parsed.some(({ verb }) => verb === 'allow')) return [];
  return parsed.flatMap(({ verb, name }): ChangeView[] => {
    switch (verb) {
      case 'deny':
        return [name === 'no-permit' ? { type: 'no-permit' } : forbidden(name, rules?.get(name))];
      case 'error':
        return [{ type: 'error', rule: name }];
      case 'more':
        return [{ type: 'more', count: name }];
      default:
        return [];
    }
  });
}

function forbidden(id: string, rule: Rule | undefined): ChangeView {
  if (rule === undefined) return { type: 'forbidden', rule: id, isKept: false };
  return {
    type: 'forbidden',
    rule: id,
    isKept: true,
    ...(rule.remedy === undefined ? {} : { remedy: remedyText(rule.remedy) }),
  };
}

/** A step of a trail: `deny:eea-only` and `would-deny:eea-only` name a rule, `pseudonymise` nothing. */
export function stepOf(step: string): { readonly verb: string; readonly name: string } {
  const colon = step.indexOf(':');
  if (colon < 0) return { verb: step, name: '' };
  return { verb: step.slice(0, colon), name: step.slice(colon + 1) };
}

function verbOf(step: string): string {
  return stepOf(step).verb;
}
