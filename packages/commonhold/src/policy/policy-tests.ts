import { z } from 'zod';
import { parseDocument } from 'yaml';
import { CommonholdError, describe } from '#base';
import type { Destination } from '#call';
import { decideRoute } from './decide-route.ts';
import type { Facts, PolicyEngine } from './engine.ts';
import { RemedyLoop } from './remedy-loop.ts';

const label = z.string().min(1);

const candidate = z.strictObject({
  provider: z.string().min(1),
  model: z.string().min(1).default('m'),
  local: z.enum(['verified', 'declared', 'no']),
  legalEntity: z.string().optional(),
  country: z.string().optional(),
  retentionDays: z.int().optional(),
  trainsOnData: z.boolean().optional(),
});

const principal = z.strictObject({
  id: z.string().default('p_test'),
  kind: z.enum(['person', 'app', 'agent']).default('person'),
  role: z.enum(['owner', 'member', 'auditor']).default('member'),
  project: z.string().default('default'),
});

const testShape = z.strictObject({
  name: z.string().min(1),
  principal: principal.prefault({}),
  labels: z.array(label).default([]),
  overBudget: z.boolean().default(false),
  /** The labels that are left once what can be replaced by pseudonyms is; absent, nothing can be. */
  labelsWithPseudonyms: z.array(label).optional(),
  /** Whether whoever is asked for an approval says yes; otherwise nobody answers. */
  approved: z.boolean().default(false),
  /** The route, in the order in which the gate tries it. */
  route: z.array(candidate).min(1),
  expect: z.strictObject({
    decision: z.enum(['allow', 'deny']),
    /** The whole trail, step by step. */
    trail: z.array(z.string()).optional(),
  }),
});

const fileShape = z.strictObject({ tests: z.array(testShape).min(1) });

export type PolicyTest = z.output<typeof testShape>;

export interface PolicyTestResult {
  readonly name: string;
  readonly passed: boolean;
  readonly decision: 'allow' | 'deny';
  readonly trail: readonly string[];
  /** What was expected instead. */
  readonly expected: string | undefined;
}

/** The tests of one file. Throws `policy_test_invalid`. */
export function parsePolicyTests(text: string, file: string): readonly PolicyTest[] {
  const document = parseDocument(text, { uniqueKeys: true });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) throw new CommonholdError('policy_test_invalid', { file, detail: describe(problem) });
  const parsed = fileShape.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (parsed.success) return parsed.data.tests;
  const [issue] = parsed.error.issues;
  const detail = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`;
  throw new CommonholdError('policy_test_invalid', { file, detail });
}

/** Decides as the gate does, remedies and all, and compares. Nothing is sent anywhere. */
export function runPolicyTest(policy: PolicyEngine, test: PolicyTest): PolicyTestResult {
  const places = test.route.map(placeOf);
  const loop = new RemedyLoop(policy, test.principal);
  const left = test.labelsWithPseudonyms;
  const factsOf = (labels: readonly string[]): Facts => ({
    labels: [...new Set(labels)].sort(),
    overBudget: test.overBudget,
    approvals: [],
  });
  const end = decideRoute(loop, places, {
    plain: () => factsOf(test.labels),
    canPseudonymise: () => left !== undefined,
    withPseudonyms: () => left && factsOf(left),
    isApproved: () => test.approved,
  });
  const decision = end.type === 'sent' ? 'allow' : 'deny';
  const { trail } = loop;
  const rightTrail = test.expect.trail === undefined || test.expect.trail.join() === trail.join();
  const passed = decision === test.expect.decision && rightTrail;
  const wanted = test.expect.trail?.join(' → ');
  return {
    name: test.name,
    passed,
    decision,
    trail: [...trail],
    expected: passed ? undefined : `${test.expect.decision}${wanted === undefined ? '' : `: ${wanted}`}`,
  };
}

function placeOf({ model, ...facts }: z.output<typeof candidate>): {
  readonly model: string;
  readonly destination: Destination;
} {
  const { provider, local, legalEntity, country, retentionDays, trainsOnData } = facts;
  return { model, destination: { provider, local, legalEntity, country, retentionDays, trainsOnData } };
}
