import { describe, expect, test } from 'vitest';
import { loadCedar } from './cedar/load.ts';
import { createCedarEngine } from './cedar/policy-set.ts';
import { parsePolicyTests, runPolicyTest, type PolicyTestResult } from './policy-tests.ts';

const text = `@id("everybody") permit(principal, action, resource);
@id("masked") @remedy("pseudonymise") forbid(principal, action, resource)
when { context.labels.contains("personal") };`;

const askFirst = `@id("everybody") permit(principal, action, resource);
@id("ask-first") @remedy("approve:owner") forbid(principal, action, resource)
when { context.labels.contains("code") } unless { context.approvals.contains("ask-first") };
@id("masked") @remedy("pseudonymise") forbid(principal, action, resource)
when { context.labels.contains("personal") };`;

async function run(more: string, rules = text): Promise<PolicyTestResult | undefined> {
  const engine = createCedarEngine(await loadCedar(), [{ name: 'rules.cedar', text: rules }], {
    mode: 'enforce',
    vocabulary: { labels: new Set(['personal', 'code']), providers: undefined },
    folder: 'policies',
  });
  const written = `tests:
  - name: one
    labels: [personal, code]
    ${more}
    route: [{ provider: a, local: no }]
    expect: { decision: allow }`;
  const [one] = parsePolicyTests(written, 'one.yaml');
  return one && runPolicyTest(engine, one);
}

describe('a test of rules that ask for pseudonyms', () => {
  test('goes on with the labels that it says are left', async () => {
    expect(await run('labelsWithPseudonyms: [code]')).toMatchObject({
      passed: true,
      trail: ['deny:masked', 'pseudonymise', 'allow:everybody'],
    });
  });

  test('is denied when the label stays, and is not asked twice to replace the same', async () => {
    expect(await run('labelsWithPseudonyms: [personal]')).toMatchObject({
      passed: false,
      decision: 'deny',
      trail: ['deny:masked', 'pseudonymise', 'deny:masked', 'remedy-not-available:pseudonymise'],
    });
  });

  test('has no pseudonyms when it does not say what is left', async () => {
    expect(await run('')).toMatchObject({
      decision: 'deny',
      trail: ['deny:masked', 'remedy-not-available:pseudonymise'],
    });
  });
});

describe('a test of rules that ask for an approval', () => {
  test('goes on as if whoever is asked said yes, where it says so', async () => {
    expect(await run('approved: true\n    labelsWithPseudonyms: [code]', askFirst)).toMatchObject({
      passed: true,
      trail: [
        'deny:ask-first',
        'deny:masked',
        'pseudonymise',
        'deny:ask-first',
        'approve:owner',
        'allow:everybody',
      ],
    });
  });

  test('is denied when nobody answers, which is what happens where it says nothing', async () => {
    expect(await run('labelsWithPseudonyms: [code]', askFirst)).toMatchObject({
      decision: 'deny',
      trail: [
        'deny:ask-first',
        'deny:masked',
        'pseudonymise',
        'deny:ask-first',
        'remedy-not-available:approve',
      ],
    });
  });
});
