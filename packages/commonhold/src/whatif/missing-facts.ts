import { type Destination, regionGroups, transferBases } from '#call';
import type { LabelReach } from '#ledger';
import { builtInLabels } from '#labels';
import type { RecordedDecision, WeighedPlace } from './recorded-decision.ts';
import type { TriedRules } from './tried-rules.ts';

/** Something that was not recorded and that the rules ask for, with every value that it may have had. */
export interface MissingFact {
  /** For people, such as `label injection` or `maker of acme`. */
  readonly name: string;
  /** The places as they are with each value; the first as if it were not so, or not known. */
  readonly options: readonly ((places: readonly WeighedPlace[]) => readonly WeighedPlace[])[];
  /** Rules do more with it than to compare it with words of theirs, so these are not all of its values. */
  readonly isOpen: boolean;
}

/** What is known of labels today. */
export interface LabelsToday {
  readonly reach: LabelReach;
  /** Every label that rules may name. */
  readonly all: ReadonlySet<string>;
}

/** What of a decision the rules would ask for and the record does not say. */
export function missingFacts(
  decision: RecordedDecision,
  places: readonly WeighedPlace[],
  rules: TriedRules,
  labels: ReadonlySet<string> | 'all',
  today: LabelsToday,
): readonly MissingFact[] {
  const missing: MissingFact[] = [];
  for (const label of labels === 'all' ? today.all : labels) {
    if (isKnown(label, decision.reach, today.reach)) continue;
    if (places.every((place) => place.labels.includes(label))) continue;
    missing.push(missingLabel(label, places));
  }
  for (const [at, place] of places.entries()) {
    if (place.isWhole) continue;
    for (const fact of unrecorded) {
      if (place.destination[fact.name] !== undefined || !rules.facts.has(fact.read)) continue;
      if (fact.name === 'area' && place.destination.country !== undefined) continue;
      missing.push(missingFact(fact, at, place, rules));
    }
  }
  return missing;
}

/**
 * Whether a label that is not on a call was not on it: it was looked for, or it could have been declared and is not looked
 * for today either.
 */
function isKnown(label: string, then: LabelReach | undefined, today: LabelReach): boolean {
  if (then === undefined) return false;
  if (then.found.includes(label)) return true;
  const couldBeDeclared = builtIn.has(label) || then.own.includes(label);
  return couldBeDeclared && !today.found.includes(label);
}

const builtIn: ReadonlySet<string> = new Set(builtInLabels);

function missingLabel(label: string, places: readonly WeighedPlace[]): MissingFact {
  const withLabel = (labels: readonly string[]): readonly string[] =>
    labels.includes(label) ? labels : [...labels, label].sort();
  const options: MissingFact['options'][number][] = [
    (all) => all,
    (all) =>
      all.map((place) => ({
        ...place,
        labels: withLabel(place.labels),
        labelsWithPseudonyms: place.labelsWithPseudonyms && withLabel(place.labelsWithPseudonyms),
      })),
  ];
  if (places.some(({ labelsWithPseudonyms }) => labelsWithPseudonyms !== undefined)) {
    // It may have been what the pseudonyms were for.
    options.push((all) => all.map((place) => ({ ...place, labels: withLabel(place.labels) })));
  }
  return { name: `label ${label}`, options, isOpen: false };
}

type FactName = Exclude<keyof Destination, 'provider' | 'local'>;

/** Facts that old records do not have of the place to which a call went, and what rules call them. */
const unrecorded = [
  { name: 'companyCountry', read: 'companyCountry', values: 'texts' },
  { name: 'parentCompany', read: 'parentCompany', values: 'texts' },
  { name: 'parentCountry', read: 'parentCountry', values: 'texts' },
  { name: 'maker', read: 'maker', values: 'texts' },
  { name: 'makerCountry', read: 'makerCountry', values: 'texts' },
  { name: 'processorContract', read: 'processorContract', values: [true, false] },
  { name: 'transferBasis', read: 'transferBasis', values: transferBases },
  { name: 'area', read: 'region', values: regionGroups },
] as const satisfies readonly {
  readonly name: FactName;
  readonly read: string;
  readonly values: 'texts' | readonly (string | boolean)[];
}[];

/** A text that stands in no rule: all of those are alike to them. */
const anyOther = '\u0000another';

function missingFact(
  { name, read, values }: (typeof unrecorded)[number],
  at: number,
  { destination }: WeighedPlace,
  rules: TriedRules,
): MissingFact {
  const listed = values === 'texts' ? [...(rules.texts.get(read) ?? []), anyOther] : values;
  const options = [undefined, ...listed].map(
    (value) => (all: readonly WeighedPlace[]) =>
      value === undefined
        ? all
        : all.map((place, position) =>
            position === at ? { ...place, destination: { ...place.destination, [name]: value } } : place,
          ),
  );
  const word = name === 'area' ? 'region' : name;
  return { name: `${word} of ${destination.provider}`, options, isOpen: rules.open.has(read) };
}
