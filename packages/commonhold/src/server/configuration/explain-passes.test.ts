import { expect, test } from 'vitest';
import type { Rule } from '#policy';
import { type DecidedFacts, passesOf, type RecordedPlace, type RulesThen } from './explain-passes.ts';

const rule = (id: string, reads: readonly string[], remedy?: Rule['remedy']): readonly [string, Rule] => [
  id,
  {
    id,
    effect: id === 'staff' ? 'permit' : 'forbid',
    layer: 'ordinary',
    mode: 'enforce',
    remedy,
    why: undefined,
    file: 'rules.cedar',
    line: 1,
    text: '',
    reads,
  },
];

const rules: RulesThen = new Map([
  rule('eea-only', ['local', 'region'], { type: 'reroute', to: 'local' }),
  rule('masked', ['labels', 'local'], { type: 'pseudonymise' }),
  rule('staff', ['role']),
  rule('hard', ['labels']),
]);

const acme: RecordedPlace = {
  model: 'large',
  known: { provider: 'acme', local: 'no', country: 'US', retentionDays: 30 },
  notKept: [],
};
const inside: RecordedPlace = {
  model: 'small',
  known: { provider: 'local', local: 'verified' },
  notKept: ['area'],
};

function decided(trail: readonly string[], changes: Partial<DecidedFacts> = {}): DecidedFacts {
  return {
    trail,
    caller: { caller: 'p_anna', kind: 'person', role: 'member', project: 'default' },
    labels: [],
    labelsBefore: undefined,
    context: { overBudget: false },
    denied: [],
    destination: inside,
    ...changes,
  };
}

const known = (pass: ReturnType<typeof passesOf>[number] | undefined, name: string) =>
  pass?.facts.find((fact) => fact.name === name);

test('each time that the rules were asked is told with the place of that time and the facts that its rules look at', () => {
  const trail = ['deny:eea-only', 'reroute:local', 'allow:staff'];
  const [first, second, ...more] = passesOf(decided(trail, { denied: [acme] }), rules);
  expect(more).toEqual([]);
  expect(first).toMatchObject({ steps: ['deny:eea-only'], remedies: ['reroute:local'] });
  expect(first?.toChange).toEqual([
    { type: 'forbidden', rule: 'eea-only', isKept: true, remedy: 'reroute:local' },
  ]);
  expect(first?.facts.filter(({ readBy = [] }) => readBy.length > 0)).toEqual([
    { name: 'local', about: 'place', state: 'known', value: 'no', readBy: ['eea-only'] },
    { name: 'region', about: 'place', state: 'known', value: ['US'], readBy: ['eea-only'] },
  ]);
  expect(known(first, 'trainsOnData')).toEqual({
    name: 'trainsOnData',
    about: 'place',
    state: 'unknown',
    readBy: [],
  });
  expect(second).toMatchObject({ steps: ['allow:staff'], toChange: [] });
  expect([first?.satisfied, second?.satisfied]).toEqual([[], ['eea-only']]);
  expect(known(second, 'local')).toMatchObject({ value: 'verified', readBy: ['eea-only'] });
  expect(known(second, 'model')).toMatchObject({ value: 'small' });
  expect(known(second, 'role')).toMatchObject({ value: 'member', readBy: ['staff'] });
  // An intent does not hold the region group, so a record of it says nothing about where that was.
  expect(known(second, 'region')).toMatchObject({ state: 'not-kept' });
});

test('a call that was refused after a reroute was last denied at the place where it would have gone then', () => {
  const trail = ['deny:eea-only', 'reroute:other', 'deny:hard'];
  const other = { ...acme, known: { ...acme.known, provider: 'other' } };
  const passes = passesOf(decided(trail, { denied: [acme, other], destination: undefined }), rules);
  expect(passes.map((pass) => known(pass, 'provider')?.value)).toEqual(['acme', 'other']);
  expect(passes.at(-1)?.toChange).toEqual([{ type: 'forbidden', rule: 'hard', isKept: true }]);
});

test('with pseudonyms the rules saw other labels before than after, at the same place', () => {
  const trail = ['deny:masked', 'pseudonymise', 'allow:staff'];
  const passes = passesOf(decided(trail, { labels: ['code'], labelsBefore: ['code', 'personal'] }), rules);
  expect(passes.map((pass) => known(pass, 'labels')?.value)).toEqual([['code', 'personal'], ['code']]);
  expect(passes.map((pass) => known(pass, 'provider')?.value)).toEqual(['local', 'local']);
});

test('labels of bytes that nobody kept are not made up', () => {
  const trail = ['deny:masked', 'pseudonymise', 'deny:eea-only', 'reroute:local', 'allow:staff'];
  const passes = passesOf(decided(trail, { labels: ['personal'], denied: [acme] }), rules);
  expect(passes.map((pass) => known(pass, 'labels')?.state)).toEqual(['known', 'not-kept', 'known']);
  expect(passes.map((pass) => known(pass, 'provider')?.value)).toEqual(['acme', 'acme', 'local']);
});

test('before anybody was asked there were no approvals, and several who had to approve are one step', () => {
  const trail = ['deny:hard', 'approve:owner', 'approve:bo', 'allow:staff'];
  const passes = passesOf(decided(trail, { context: { approvals: ['hard'] } }), rules);
  expect(passes.map(({ remedies }) => remedies)).toEqual([['approve:owner', 'approve:bo'], []]);
  expect(passes.map((pass) => known(pass, 'approvals')?.value)).toEqual([[], ['hard']]);
});

test('without the text of the rules nobody is told which facts took part, or that a rule takes no remedy', () => {
  const [pass] = passesOf(decided(['deny:gone'], { denied: [acme], destination: undefined }), undefined);
  expect(pass?.facts.some((fact) => 'readBy' in fact)).toBe(false);
  expect(pass?.toChange).toEqual([{ type: 'forbidden', rule: 'gone', isKept: false }]);
});

test('a rule is satisfied only where nothing could hide that it still forbids', () => {
  const satisfied = (...steps: readonly string[]) =>
    passesOf(decided(['deny:eea-only', 'deny:hard', 'reroute:local', ...steps]), rules).at(-1)?.satisfied;
  expect(satisfied('deny:hard')).toEqual(['eea-only']);
  expect(satisfied('allow:staff', 'would-deny:masked')).toEqual(['eea-only', 'hard']);
  expect(satisfied('deny:hard', 'more:4')).toEqual([]);
  expect(satisfied('error:staff')).toEqual([]);
});

test('errors, missing permits and rules that the trail has no room for are told as what they are', () => {
  const [pass] = passesOf(
    decided(['deny:no-permit', 'error:hard', 'more:3', 'remedy-not-available:reroute']),
    rules,
  );
  expect(pass?.toChange).toEqual([
    { type: 'no-permit' },
    { type: 'error', rule: 'hard' },
    { type: 'more', count: '3' },
  ]);
});

test('where nothing is enforced the rules that would have decided have their facts, and nothing had to change', () => {
  const [pass] = passesOf(decided(['would-deny:hard', 'allow:observe-mode']), rules);
  expect(known(pass, 'labels')?.readBy).toEqual(['hard']);
  expect(pass?.toChange).toEqual([]);
});

test('a call that the rules were never asked about has no passes', () => {
  expect(passesOf(decided([]), rules)).toEqual([]);
});
