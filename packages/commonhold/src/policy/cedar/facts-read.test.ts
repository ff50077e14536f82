import { expect, test } from 'vitest';
import { loadCedar } from './load.ts';
import { readRules } from './read-rules.ts';

async function reads(text: string): Promise<readonly string[]> {
  const { rules, problems } = readRules((await loadCedar()).module, [{ name: 'rules.cedar', text }]);
  expect(problems).toEqual([]);
  return rules.flatMap((rule) => rule.reads);
}

test.each([
  ['permit(principal, action, resource);', []],
  ['permit(principal in Group::"role:member", action, resource);', ['role']],
  ['permit(principal is Agent in Group::"project:lab", action, resource);', ['kind', 'project']],
  ['permit(principal == Person::"p_anna", action, resource);', ['caller']],
  ['forbid(principal, action, resource in Destination::"acme");', ['provider']],
  ['forbid(principal, action, resource == Model::"acme/large");', ['model', 'provider']],
  ['forbid(principal, action, resource) unless { resource in [Region::"EEA", Region::"UK"] };', ['region']],
  ['forbid(principal, action, resource) when { principal is App };', ['kind']],
  ['forbid(principal, action, resource) when { resource.name like "*-preview" };', ['model']],
  [
    'forbid(principal, action, resource) when { context.labels.containsAny(["personal"]) && context.overBudget };',
    ['labels', 'overBudget'],
  ],
  [
    'forbid(principal, action, resource) unless { resource.destination.local == Local::"verified" };',
    ['local'],
  ],
  [
    'forbid(principal, action, resource) unless { resource.destination has retentionDays && resource.destination.retentionDays == 0 };',
    ['retentionDays'],
  ],
])('%s looks at %j and at nothing else', async (text, expected) => {
  expect(await reads(text)).toEqual(expected);
});

test('a rule that compares the context as a whole looks at everything', async () => {
  const text =
    'forbid(principal, action, resource) when { context == {labels: ["code"], overBudget: false} };';
  expect(await reads(text)).toEqual(['everything']);
});
