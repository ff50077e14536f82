import { describe, expect, test } from 'vitest';
import { vocabulary } from './rules.fixture.ts';
import { loadCedar } from './load.ts';
import { checkPolicies, createCedarEngine, policyDigest, policySetText } from './policy-set.ts';
import { type PolicyFile, problemText } from './problem.ts';

async function problems(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const list: PolicyFile[] = Object.entries(files).map(([name, text]) => ({ name, text }));
  return checkPolicies(await loadCedar(), list, { ...vocabulary, providers: new Set(['acme']) }).problems.map(
    problemText,
  );
}

const one = (text: string): Promise<readonly string[]> => problems({ 'rules.cedar': text });

describe('a set of rules is refused', () => {
  test.each([
    [
      'where it is no Cedar',
      '\npermit(principal, action, resource) when { 1 == };',
      /^rules.cedar, line 2: /,
    ],
    [
      'for a fact that there is not',
      '@id("x")\npermit(principal, action, resource)\nwhen { context.overbudget };',
      /^rules.cedar, line 3, rule x: .*overbudget.*did you mean `overBudget`/,
    ],
    [
      'for looking at what may be unknown without asking whether it is',
      'forbid(principal, action, resource) when { resource.destination.retentionDays > 30 };',
      /rule rules-1: .*retentionDays.*has/,
    ],
    [
      'for a word that local can not be',
      'forbid(principal, action, resource) unless { resource.destination.local == Local::"verifed" };',
      /verifed/,
    ],
    [
      'for a label that nobody knows',
      'forbid(principal, action, resource) when { context.labels.containsAny(["personal", "secrat"]) };',
      /no label "secrat"; known are code, confidential/,
    ],
    [
      'for a region that there is not',
      'forbid(principal, action, resource) unless { resource in Region::"EWR" };',
      /no region "EWR"/,
    ],
    [
      'for a group that there is not',
      'permit(principal in Group::"staff", action, resource);',
      /no group "staff"/,
    ],
    [
      'for a provider that there is not',
      'permit(principal, action, resource in Destination::"acne");',
      /no provider "acne"/,
    ],
    [
      'for a rule that can never match',
      'forbid(principal, action, resource) when { context.overBudget && !context.overBudget && false };',
      /impossible/,
    ],
    [
      'for an annotation that nobody reads',
      '@remedey("reroute") forbid(principal, action, resource);',
      /@remedey is not known/,
    ],
    [
      'for a remedy that there is not',
      '@remedy("redact") forbid(principal, action, resource);',
      /@remedy is/,
    ],
    [
      'for asking somebody whose name is none',
      '@remedy("approve:") forbid(principal, action, resource);',
      /@remedy is .* owner, another-owner or the name of a key/,
    ],
    [
      'for asking for an approval that could never help',
      '@id("ask") @remedy("approve:owner") forbid(principal, action, resource);',
      /could never help: add unless \{ context\.approvals\.contains\("ask"\) \}/,
    ],
    [
      'for an approval of a rule that there is not',
      '@id("ask") @remedy("approve:owner") forbid(principal, action, resource) unless { context.approvals.containsAny(["ask", "aks"]) };',
      /no rule "aks" with @remedy\("approve:…"\)/,
    ],
    [
      'for an approval of a rule that asks for none',
      '@id("free") permit(principal, action, resource) when { context.approvals.contains("free") };',
      /no rule "free" with/,
    ],
    ['for a remedy on a permit', '@remedy("reroute") permit(principal, action, resource);', /only a forbid/],
    ['for a mode that there is not', '@mode("off") forbid(principal, action, resource);', /@mode is/],
    ['for a template', 'permit(principal == ?principal, action, resource);', /templates/],
    [
      'for a name that is no name',
      '@id("no spaces") permit(principal, action, resource);',
      /a name has a letter first/,
    ],
    [
      'for a name that trails use',
      '@id("no-permit") permit(principal, action, resource);',
      /meaning of its own/,
    ],
  ])('%s', async (_why, text, expected) => {
    const found = await one(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });

  test('for two rules of one name, whatever files they are in', async () => {
    const rule = '@id("same") permit(principal, action, resource);';
    expect(await problems({ 'a.cedar': rule, 'b.cedar': `\n${rule}` })).toEqual([
      'b.cedar, line 2, rule same: another rule has this name (a.cedar, line 1)',
    ]);
  });

  test.each(['floor.cedar', 'floor-minors.cedar', 'floor/school.cedar'])(
    'for softness in the floor (%s)',
    async (name) => {
      const forbid = 'forbid(principal, action, resource) when { context.labels.contains("secret") };';
      expect(await problems({ [name]: forbid })).toEqual([]);
      expect((await problems({ [name]: `@id("x") @remedy("reroute") ${forbid}` }))[0]).toMatch(/no @remedy/);
      expect((await problems({ [name]: `@id("x") @mode("observe") ${forbid}` }))[0]).toMatch(
        /always in force/,
      );
      expect((await problems({ [name]: '@id("x") permit(principal, action, resource);' }))[0]).toMatch(
        /only what is forbidden/,
      );
    },
  );

  test('when it is to take effect, with the first places and how many there are more', async () => {
    const cedar = await loadCedar();
    const files = [
      { name: 'a.cedar', text: 'permit(principal in Group::"x", action, resource);\n'.repeat(7) },
    ];
    expect(() =>
      createCedarEngine(cedar, files, { mode: 'enforce', vocabulary, folder: 'policies' }),
    ).toThrow(/a.cedar, line 5, rule a-5.*; and 2 more/);
  });
});

describe('a set of rules', () => {
  test('names rules after their file and place where they have no name of their own', async () => {
    const text = '// two\npermit(principal, action, resource);\npermit(principal, action, resource);';
    const { rules } = checkPolicies(await loadCedar(), [{ name: 'staff.cedar', text }], vocabulary);
    expect(rules.map(({ id, line }) => [id, line])).toEqual([
      ['staff-1', 2],
      ['staff-2', 3],
    ]);
  });

  test('that permits nothing is taken, with a warning', async () => {
    const checked = checkPolicies(
      await loadCedar(),
      [{ name: 'a.cedar', text: 'forbid(principal, action, resource);' }],
      vocabulary,
    );
    expect(checked.problems).toEqual([]);
    expect(checked.warnings).toEqual(['no rule in force permits anything, so nothing is allowed']);
  });

  test('that asks somebody whose name no key has is taken, with a warning where the keys are known', async () => {
    const text = ['owner', 'another-owner', 'Ada Lovelace', 'Bob']
      .map(
        (who, at) =>
          `@id("ask-${at}") @remedy("approve:${who}") forbid(principal, action, resource) unless { context.approvals.contains("ask-${at}") };`,
      )
      .join('\n');
    const files = [{ name: 'a.cedar', text: `permit(principal, action, resource);\n${text}` }];
    const cedar = await loadCedar();
    const people = new Set(['Ada Lovelace']);
    expect(checkPolicies(cedar, files, { ...vocabulary, people })).toMatchObject({
      problems: [],
      warnings: ['ask-3 asks "Bob" to approve, and no key of a person has this name, so nobody can'],
    });
    expect(checkPolicies(cedar, files, vocabulary).warnings).toEqual([]);
  });

  test('has another digest when a file, a name or the mode changes, whatever the order of files', () => {
    const a = { name: 'a.cedar', text: 'x' };
    const b = { name: 'b.cedar', text: 'y' };
    const digest = (files: readonly PolicyFile[], mode: 'enforce' | 'observe' = 'enforce'): string =>
      policyDigest(policySetText(files, mode));
    expect(digest([a, b])).toBe(digest([b, a]));
    const others = [
      digest([a, b], 'observe'),
      digest([a]),
      digest([a, { ...b, text: 'z' }]),
      digest([a, { ...b, name: 'c.cedar' }]),
    ];
    expect(new Set([digest([a, b]), ...others]).size).toBe(5);
  });
});
