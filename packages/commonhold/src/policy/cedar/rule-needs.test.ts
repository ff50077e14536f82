import { beforeAll, expect, test } from 'vitest';
import { type Cedar, loadCedar } from './load.ts';
import { readRules } from './read-rules.ts';
import { ruleNeeds, type RuleNeeds } from './rule-needs.ts';

let cedar: Cedar;
beforeAll(async () => {
  cedar = await loadCedar();
});

function needs(condition: string): RuleNeeds {
  const text = `forbid(principal, action, resource) when { ${condition} };`;
  const [rule] = readRules(cedar.module, [{ name: 'rules.cedar', text }]).rules;
  if (rule === undefined) throw new Error('no rule was read');
  return ruleNeeds(cedar, rule);
}

test.each([
  ['context.labels.contains("secret")', ['secret']],
  [
    'context.labels.containsAny(["personal", "code"]) || context.labels.contains("secret")',
    ['personal', 'code', 'secret'],
  ],
  ['context.labels.containsAll(["personal"])', ['personal']],
  ['context.overBudget', []],
  // Whatever else is on the call matters too.
  ['context.labels.isEmpty()', 'all'],
  ['context.labels == ["secret"]', 'all'],
  ['["secret", "code"].containsAll(context.labels)', 'all'],
  ['context.labels.contains(resource.name)', 'all'],
  ['context.labels.contains("secret") && !context.labels.isEmpty()', 'all'],
])('%s depends on the labels %j', (condition, labels) => {
  const found = needs(condition).labels;
  expect(found === 'all' ? found : [...found]).toEqual(labels);
});

const maker = 'resource.destination has maker && ';

test.each([
  [`${maker}resource.destination.maker == "Acme"`, []],
  [`${maker}["Acme", "Other"].contains(resource.destination.maker)`, []],
  [`${maker}resource.destination.maker like "A*"`, ['maker']],
  [
    `${maker}resource.destination has parentCompany && resource.destination.maker == resource.destination.parentCompany`,
    ['maker', 'parentCompany'],
  ],
  ['resource.destination has retentionDays && resource.destination.retentionDays > 30', ['retentionDays']],
])('%s compares with more than its own words: %j', (condition, open) => {
  expect([...needs(condition).open].filter((fact) => fact !== 'destination')).toEqual(open);
});
