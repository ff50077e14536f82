import { z } from 'zod';
import type { CallDetail } from '#ledger';
import type { Rule } from '#policy';
import type { DecisionView, ExplanationView, RuleView } from '../api/policy-view.ts';
import { ruleView } from './rule-view.ts';

/** A set of rules as it was in force, found by the digest that a leaf holds. */
export interface SetOfRules {
  readonly source: 'built-in' | 'kept' | 'not-kept';
  readonly since: string | undefined;
  readonly mode: 'enforce' | 'observe' | undefined;
  readonly rules: readonly Rule[];
}

/** What of an index row an explanation is made from; rows of older versions hold less. */
const detailShape = z.looseObject({
  attempt: z.int(),
  principal: z.string(),
  kind: z.string(),
  role: z.string(),
  project: z.string(),
  decision: z.array(z.string()),
  labels: z.array(z.string()),
  facts: z.record(z.string(), z.json()),
  provider: z.string().optional(),
  model: z.string().optional(),
  legalEntity: z.string().optional(),
  retentionDays: z.number().optional(),
  trainsOnData: z.boolean().optional(),
});

/** Why a call went where it went, or nowhere: from its index rows and leaves, by the rules of its time. */
export async function explainDecision(
  call: CallDetail,
  rulesOf: (digest: string) => Promise<SetOfRules>,
): Promise<ExplanationView> {
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
    const set = await rulesOf(leaf.policy);
    const known = new Map(set.rules.map((rule) => [rule.id, rule]));
    const { provider, model, legalEntity, retentionDays, trainsOnData } = detail;
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
      ...(leaf.kind === 'intent'
        ? {
            destination: {
              provider,
              model,
              local: leaf.destination.local,
              country: leaf.destination.country,
              legalEntity,
              retentionDays,
              trainsOnData,
            },
          }
        : {}),
      toChange: toChange(detail.decision, known),
    });
  }
  return { call: call.id, status: call.status, error: call.error, decisions };
}

function namedIn(trail: readonly string[]): readonly string[] {
  const ids = trail.flatMap((step) => {
    const { verb, name } = stepOf(step);
    return ['reroute', 'pseudonymise', 'more', 'remedy-not-available'].includes(verb) ? [] : [name];
  });
  return [...new Set(ids)];
}

function stepOf(step: string): { readonly verb: string; readonly name: string } {
  const colon = step.indexOf(':');
  if (colon < 0) return { verb: step, name: '' };
  return { verb: step.slice(0, colon), name: step.slice(colon + 1) };
}

/** What another outcome would take, for the last thing that was decided; nothing when the call was let go. */
function toChange(trail: readonly string[], rules: ReadonlyMap<string, Rule>): readonly string[] {
  const steps = trail.map(stepOf);
  if (steps.some(({ verb }) => verb === 'allow')) return [];
  const applied = steps.findLastIndex(({ verb }) => verb === 'reroute' || verb === 'pseudonymise');
  const last = steps.slice(applied + 1);
  return last.flatMap(({ verb, name }): string[] => {
    if (verb === 'error')
      return [`${name} would have to be evaluated without an error; that it was not counts as a no`];
    if (verb === 'more') return [`and so would ${name} more rules that matched`];
    if (verb !== 'deny') return [];
    if (name === 'no-permit')
      return ['a permit would have to match: no rule permits this principal this model there'];
    return [`the condition of ${name} would have to be false${remedied(rules.get(name))}`];
  });
}

function remedied(rule: Rule | undefined): string {
  const remedy = rule?.remedy;
  if (remedy === undefined) return rule === undefined ? '' : '; it takes no remedy';
  switch (remedy.type) {
    case 'reroute':
      if (remedy.to === undefined) return ', as it may be at a later candidate of the route';
      return remedy.to === 'local'
        ? ', as it may be at the engine inside, if the route lists it later'
        : `, as it may be at ${remedy.to}, if the route lists it later`;
    case 'pseudonymise':
      return ', as it may be when what was found is replaced by pseudonyms: not in names of fields, numbers and encoded text, and not for labels that were declared or that the run carries';
    case 'approve':
      return `, as it may be when ${remedy.by} approves, which this node cannot ask for yet`;
  }
}
