import type { ChangeView, DecisionView, PassView, SeenFactView } from 'commonhold/api';
import { namedCounts } from '../../components/found-words.ts';
import { numberText } from '../../components/written.ts';
import type { Text } from '../../text/text.ts';

type Words = Text['deciding'];

/** `deny:eea-only` in its two parts. */
function parted(step: string): readonly [verb: string, name: string] {
  const colon = step.indexOf(':');
  return colon === -1 ? [step, ''] : [step.slice(0, colon), step.slice(colon + 1)];
}

/** The rule that a step names; undefined for the words that trails use themselves. */
export function ruleOf(step: string): string | undefined {
  const [verb, name] = parted(step);
  const isRule = /^(would-)?(allow|deny|error)$/.test(verb);
  return isRule && !['valid-key', 'no-permit', 'observe-mode', 'request', ''].includes(name)
    ? name
    : undefined;
}

/** One step of a trail such as `deny:eu-only`, in words; a step of a newer node is shown as it stands. */
export function stepWords(step: string, { steps }: Words): string {
  const [verb, name] = parted(step);
  if (name === '') return steps.other(step);
  switch (verb) {
    case 'allow':
      if (name === 'valid-key') return steps.validKey;
      return name === 'observe-mode' ? steps.observeMode : steps.allow(name);
    case 'deny':
      return name === 'no-permit' ? steps.noPermit : steps.deny(name);
    case 'error':
      return name === 'request' ? steps.errorOfRequest : steps.error(name);
    case 'would-allow':
      return steps.wouldAllow(name);
    case 'would-deny':
      return name === 'no-permit' ? steps.wouldDenyNoPermit : steps.wouldDeny(name);
    case 'would-error':
      return name === 'request' ? steps.errorOfRequest : steps.wouldError(name);
    case 'more':
      return steps.more(name);
    case 'remedy-not-available':
      return missingWords(name, steps.missing);
    default:
      return steps.other(step);
  }
}

function missingWords(name: string, missing: Words['steps']['missing']): string {
  return name === 'reroute' || name === 'pseudonymise' || name === 'approve' || name === 'passes'
    ? missing[name]
    : missing.other(name);
}

/** What was done about a denial, as one sentence; several who had to approve are one. */
export function remedyWords(steps: readonly string[], { remedies }: Words): string {
  const [first = ''] = steps;
  const [verb, name] = parted(first);
  switch (verb) {
    case 'reroute':
      return name === '' ? remedies.other(first) : remedies.reroute(name);
    case 'pseudonymise':
      return remedies.pseudonymise;
    case 'approve':
      return remedies.approve(steps.map((step) => parted(step)[1]));
    default:
      return remedies.other(steps.join(', '));
  }
}

/** The heading of one time that the rules were asked: about which place, and what had been done before. */
export function passTitle({ facts }: PassView, before: PassView | undefined, words: Words): string {
  const { pass } = words;
  const provider = textOf(facts, 'provider');
  if (provider === undefined) return pass.placeNotKept;
  const local = textOf(facts, 'local');
  const code = textOf(facts, 'country');
  const where = [
    code === undefined || local === 'verified' ? undefined : words.country(code),
    local === undefined ? undefined : localWords(local, words),
  ].filter((part) => part !== undefined);
  const title = pass.at(provider, where.join(', '));
  const done = (before?.remedies ?? []).map((step) => parted(step)[0]);
  if (done.includes('pseudonymise')) return pass.masked(title);
  return done.includes('approve') ? pass.approved(title) : title;
}

function textOf(facts: readonly SeenFactView[], name: string): string | undefined {
  const value = facts.find((fact) => fact.name === name)?.value;
  return typeof value === 'string' ? value : undefined;
}

function localWords(local: string, { local: words }: Words): string {
  return local === 'verified' || local === 'declared' || local === 'no' ? words[local] : local;
}

export function factName(name: string, { facts }: Words): string {
  return Object.hasOwn(facts, name) ? facts[name as keyof typeof facts] : name;
}

/** What a rule could see, in words; what nobody knew is said to be unknown, and not the same as what nobody kept. */
export function factValue({ name, state, value }: SeenFactView, words: Words): string {
  const { values } = words;
  if (state === 'unknown') return values.unknown;
  if (state === 'not-kept') return values.notKept;
  if (typeof value === 'boolean') return value ? values.yes : values.no;
  if (typeof value === 'number') {
    return name === 'retentionDays' ? values.days(numberText(value)) : numberText(value);
  }
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) {
    if (value.length === 0) return values.none;
    return name === 'region' ? values.regions(value) : value.join(', ');
  }
  if (typeof value !== 'string') return JSON.stringify(value) ?? '';
  if (/country$/i.test(name)) return words.country(value);
  if (name === 'local') return localWords(value, words);
  const named: Readonly<Record<string, string>> =
    name === 'kind' ? values.kinds : name === 'transferBasis' ? values.bases : {};
  return Object.hasOwn(named, value) ? (named[value] ?? value) : value;
}

/** One thing that would have to be otherwise, as a sentence. */
export function changeWords(change: ChangeView, pass: PassView, words: Words): string {
  const { changes } = words;
  switch (change.type) {
    case 'no-permit':
      return changes.noPermit;
    case 'more':
      return changes.more(change.count);
    case 'error':
      return change.rule === 'request' ? changes.errorOfRequest : changes.error(change.rule);
    case 'forbidden': {
      const { rule, remedy, isKept } = change;
      if (!isKept) return changes.forbiddenNotKept(rule);
      const looks = pass.facts
        .filter(({ readBy }) => readBy?.includes(rule) === true)
        .map((fact) => factName(fact.name, words));
      return changes.forbidden(rule, looks) + remedyOf(remedy, changes);
    }
  }
}

function remedyOf(remedy: string | undefined, { noRemedy, remedy: words }: Words['changes']): string {
  if (remedy === undefined) return noRemedy;
  const [type, target] = parted(remedy);
  switch (type) {
    case 'reroute':
      return words.reroute(target === '' ? undefined : target);
    case 'pseudonymise':
      return words.pseudonymise;
    case 'approve':
      return words.approve(target);
    default:
      return words.other(remedy);
  }
}

/** What the record adds for people: how often what was found and replaced, and what had been there before. */
export function foundFacts(
  { facts }: Pick<DecisionView, 'facts'>,
  words: Words,
): readonly (readonly [name: string, value: string])[] {
  const { found } = words;
  const counts = namedCounts(facts['found'], words);
  const replaced = namedCounts(facts['pseudonyms'], words);
  const before = facts['labelsBefore'];
  return [
    ...(counts === undefined ? [] : [[found.found, counts] as const]),
    ...(replaced === undefined ? [] : [[found.replaced, replaced] as const]),
    ...(Array.isArray(before) ? [[found.labelsBefore, before.join(', ')] as const] : []),
  ];
}
