import { z } from 'zod';
import type { Json } from '#base';
import type { Destination } from '#call';
import type { CallDetail } from '#ledger';
import type { Rule } from '#policy';
import type { DecisionView, ExplanationView, RuleView } from '../api/policy-view.ts';
import { type DecidedFacts, passesOf, type RecordedPlace, stepOf } from './explain-passes.ts';
import { ruleView } from './rule-view.ts';

/** A set of rules as it was in force, found by the digest that a leaf holds. */
export interface SetOfRules {
  readonly source: 'built-in' | 'kept' | 'not-kept';
  readonly since: string | undefined;
  readonly mode: 'enforce' | 'observe' | undefined;
  readonly rules: readonly Rule[];
}

/** What an index row or a denied place holds of a destination; rows of older versions hold less. */
const placeShape = {
  provider: z.string().optional(),
  model: z.string().optional(),
  local: z.enum(['verified', 'declared', 'no']).optional(),
  country: z.string().optional(),
  area: z.enum(['EU', 'EEA', 'UK', 'EU-ADEQUATE']).optional(),
  legalEntity: z.string().optional(),
  retentionDays: z.number().optional(),
  trainsOnData: z.boolean().optional(),
  companyCountry: z.string().optional(),
  parentCompany: z.string().optional(),
  parentCountry: z.string().optional(),
  maker: z.string().optional(),
  makerCountry: z.string().optional(),
  processorContract: z.boolean().optional(),
  transferBasis: z.enum(['none-needed', 'adequacy', 'standard-clauses', 'binding-rules']).optional(),
};

const deniedShape = z.array(z.looseObject(placeShape));

/** What of an index row an explanation is made from. */
const detailShape = z.looseObject({
  attempt: z.int(),
  principal: z.string(),
  kind: z.string(),
  role: z.string(),
  project: z.string(),
  decision: z.array(z.string()),
  labels: z.array(z.string()),
  facts: z.record(z.string(), z.json()),
  basis: z.string().optional(),
  ...placeShape,
});

/** What the rules could see of the place, whole; rows of older versions name none. */
const basisShape = z.looseObject({ v: z.literal(1), destination: z.looseObject(placeShape).optional() });

/** Where the texts lie that the record names by their digests. */
export interface KeptTexts {
  setOf(digest: string): Promise<SetOfRules>;
  basisOf(digest: string): Promise<string | undefined>;
}

type Detail = z.output<typeof detailShape>;

/** Why a call went where it went, or nowhere: from its index rows and leaves, by the rules of its time. */
export async function explainDecision(call: CallDetail, kept: KeptTexts): Promise<ExplanationView> {
  const decisions: DecisionView[] = [];
  for (const { intent } of call.attemptDetails) {
    const parsed = detailShape.safeParse(intent);
    if (!parsed.success) continue;
    const detail = parsed.data;
    const leaf = call.leaves
      .map((entry) => entry.leaf)
      .find((entry) =>
        entry.kind === 'intent' ? entry.attempt === detail.attempt : entry.kind === 'refusal',
      );
    if (leaf === undefined || (leaf.kind !== 'intent' && leaf.kind !== 'refusal')) continue;
    const set = await kept.setOf(leaf.policy);
    const known = new Map(set.rules.map((rule) => [rule.id, rule]));
    const basis = detail.basis === undefined ? undefined : await kept.basisOf(detail.basis);
    const destination = leaf.kind === 'intent' ? sentTo(detail, leaf.destination, basis) : undefined;
    const passes = passesOf(decidedFacts(detail, destination), set.source === 'not-kept' ? undefined : known);
    decisions.push({
      attempt: detail.attempt,
      trail: detail.decision,
      policy: { digest: leaf.policy, source: set.source, since: set.since, mode: set.mode },
      rules: namedIn(detail.decision).flatMap((id): RuleView[] => {
        const rule = known.get(id);
        return rule === undefined ? [] : [ruleView(rule)];
      }),
      principal: {
        id: detail.principal,
        kind: detail.kind,
        role: detail.role,
        project: detail.project,
      },
      facts: detail.facts,
      passes,
      toChange: passes.at(-1)?.toChange ?? [],
    });
  }
  return { call: call.id, status: call.status, error: call.error, decisions };
}

/** The names of rules in a trail, each once. */
function namedIn(trail: readonly string[]): readonly string[] {
  const ids = trail.flatMap((step) => {
    const { verb, name } = stepOf(step);
    return /^(would-)?(allow|deny|error)$/.test(verb) ? [name] : [];
  });
  return [...new Set(ids)];
}

/** What the record adds for people, which no rule could see. */
const forPeople: ReadonlySet<string> = new Set([
  'labels',
  'labelsBefore',
  'labelSources',
  'denied',
  'found',
  'pseudonyms',
  'approval',
]);

function decidedFacts(detail: Detail, destination: RecordedPlace | undefined): DecidedFacts {
  const { principal, kind, role, project, facts } = detail;
  const denied = deniedShape.safeParse(facts['denied']);
  return {
    trail: detail.decision,
    caller: { caller: principal, kind, role, project },
    labels: detail.labels,
    labelsBefore: labelsOf(facts['labelsBefore']),
    context: Object.fromEntries(Object.entries(facts).filter(([name]) => !forPeople.has(name))),
    // A place where nothing was sent is on record with everything that was known of it.
    denied: denied.success
      ? denied.data.map(({ model, ...place }) => ({ model, known: place, notKept: [] }))
      : [],
    destination,
  };
}

function labelsOf(value: Json | undefined): readonly string[] | undefined {
  const labels = z.array(z.string()).safeParse(value);
  return labels.success ? labels.data : undefined;
}

/** Facts of the place to which something was sent that an intent itself does not hold. */
const notInIntents = [
  'area',
  'companyCountry',
  'parentCompany',
  'parentCountry',
  'maker',
  'makerCountry',
  'processorContract',
  'transferBasis',
] as const satisfies readonly (keyof Destination)[];

function sentTo(
  { model, ...detail }: Detail,
  { local, country }: { readonly local: Destination['local']; readonly country?: string | undefined },
  basis: string | undefined,
): RecordedPlace {
  const whole = basis === undefined ? undefined : basisShape.safeParse(JSON.parse(basis)).data?.destination;
  if (whole !== undefined) return { model, known: { ...whole, local, country }, notKept: [] };
  return { model, known: { ...detail, local, country }, notKept: notInIntents };
}
