import { beforeAll, describe, expect, test } from 'vitest';
import {
  european,
  inside,
  builtIn,
  callOf,
  lookedFor,
  Rules,
  sentTo,
  trying,
  vendor,
} from './whatif.fixture.ts';
import type { Tried } from './try-rules.ts';

let rules: Rules;
beforeAll(async () => {
  rules = await Rules.load();
});

const everybody = '@id("everybody") permit(principal, action, resource);\n';
const stay = (remedy: string): string =>
  `${everybody}@id("stay") ${remedy} forbid(principal, action, resource) unless { resource in Region::"EEA" || resource.destination.local == Local::"verified" };`;

/** The kinds of changes that there are, with how many decisions. */
function kinds({ groups, same }: Tried): Record<string, number> {
  const changed = Object.entries(groups).flatMap(([kind, { decisions }]) =>
    decisions === 0 ? [] : [[kind, decisions] as const],
  );
  return Object.fromEntries([...(same === 0 ? [] : [['same', same] as const]), ...changed]);
}

describe('other rules', () => {
  test('deny what was sent, and say whom and by which rule', async () => {
    const tried = await trying(rules.of(stay('')), [
      callOf(sentTo(vendor)),
      callOf(sentTo(vendor, { document: { principal: 'p_bert' } })),
      callOf(sentTo(vendor)),
      callOf(sentTo(european)),
    ]);
    expect(kinds(tried)).toEqual({ newlyDenied: 3, otherRules: 1 });
    const { newlyDenied } = tried.groups;
    expect(newlyDenied.byPrincipal).toEqual([
      { principal: 'p_anna', calls: 2 },
      { principal: 'p_bert', calls: 1 },
    ]);
    expect(newlyDenied.byRule).toEqual([{ rule: 'stay', calls: 3 }]);
    expect(newlyDenied.examples[0]).toMatchObject({
      before: ['allow:valid-key'],
      after: ['deny:stay'],
      from: 'vendor',
      to: undefined,
    });
  });

  test('go on to a later candidate: one on record first, then one of today', async () => {
    const failed = callOf(sentTo(vendor), sentTo(european, { attempt: 2 }));
    const toRecorded = await trying(rules.of(stay('@remedy("reroute")')), [failed], {
      route: [{ model: 'm', destination: inside }],
    });
    expect(toRecorded.groups.rerouted.examples[0]).toMatchObject({
      from: 'vendor',
      to: 'european',
      attempt: 1,
    });
    expect(toRecorded.byTodaysRoutes).toBe(false);
    const toToday = await trying(rules.of(stay('@remedy("reroute:local")')), [callOf(sentTo(vendor))], {
      route: [
        { model: 'm', destination: { ...vendor, country: 'DE' } },
        { model: 'm', destination: inside },
      ],
    });
    expect(toToday.groups.rerouted.examples[0]).toMatchObject({
      to: 'local',
      after: ['deny:stay', 'reroute:local', 'allow:everybody'],
    });
    expect(toToday.byTodaysRoutes).toBe(true);
  });

  test('would ask with pseudonyms, and whether that is enough is left open', async () => {
    const text = `${everybody}@id("hide") @remedy("pseudonymise") forbid(principal, action, resource) when { context.labels.contains("personal") };`;
    const tried = await trying(rules.of(text), [
      callOf(sentTo(vendor, { labels: ['personal'] })),
      callOf(sentTo(vendor)),
    ]);
    expect(kinds(tried)).toEqual({ pseudonymised: 1, otherRules: 1 });
    expect(tried.groups.pseudonymised.examples[0]?.after).toEqual(['deny:hide', 'pseudonymise']);
  });

  test('would wait for somebody, unless that somebody had approved', async () => {
    const text = `${everybody}@id("ask") @remedy("approve:owner") forbid(principal, action, resource) when { resource.destination.local == Local::"no" } unless { context.approvals.contains("ask") };`;
    const approved = sentTo(vendor, {
      document: {
        decision: ['deny:ask', 'approve:owner', 'allow:everybody'],
        facts: { overBudget: false, approvals: ['ask'] },
      },
    });
    const refused = sentTo(vendor, {
      attempt: 0,
      error: 'approval_pending',
      document: {
        decision: ['deny:ask', 'remedy-not-available:approve'],
        facts: { overBudget: false, denied: [{ model: 'm', ...vendor }] },
      },
    });
    const tried = await trying(rules.of(text), [callOf(sentTo(vendor)), callOf(approved), callOf(refused)]);
    expect(kinds(tried)).toEqual({ same: 2, approval: 1 });
  });

  test('allow what was refused', async () => {
    const refused = sentTo(vendor, {
      attempt: 0,
      error: 'policy_denied',
      document: {
        decision: ['deny:old'],
        facts: { overBudget: false, denied: [{ model: 'm', ...vendor }] },
      },
    });
    const tried = await trying(builtIn, [callOf(refused)]);
    expect(tried.groups.newlyAllowed).toMatchObject({ calls: 1, byRule: [{ rule: 'old', calls: 1 }] });
    expect(tried.groups.newlyAllowed.examples[0]).toMatchObject({
      from: undefined,
      to: 'vendor',
      attempt: 0,
    });
  });

  test('send without pseudonyms what was sent with them, and that is said', async () => {
    const hidden = sentTo(vendor, {
      labels: [],
      document: {
        decision: ['deny:hide', 'pseudonymise', 'allow:everybody'],
        facts: { overBudget: false, labelsBefore: ['personal'] },
      },
    });
    expect(kinds(await trying(rules.of(everybody), [callOf(hidden)]))).toEqual({ plain: 1 });
  });

  test('that are only observed change nothing but what the trail says', async () => {
    const tried = await trying(rules.of(stay(''), 'observe'), [callOf(sentTo(vendor))]);
    expect(kinds(tried)).toEqual({ otherRules: 1 });
    expect(tried.groups.otherRules.byRule).toEqual([{ rule: 'stay', calls: 1 }]);
  });

  test('have nothing to say about what failed before them and what is erased', async () => {
    const tried = await trying(rules.of(stay('')), [
      callOf(sentTo(vendor, { attempt: 0, error: 'labels_invalid' })),
      callOf({ ...sentTo(vendor), detail: {} }),
    ]);
    expect(tried).toMatchObject({ calls: 2, decisions: 0, notDecided: 1, erased: 1 });
  });
});

describe('what was not recorded', () => {
  const forbids = (condition: string): string =>
    `${everybody}@id("new") forbid(principal, action, resource) when { ${condition} };`;
  const old = (destination = vendor) => ({ ...sentTo(destination), basis: undefined });

  test('makes a call unknown where it could change the end, and names the fact', async () => {
    const text = forbids('resource.destination has maker && resource.destination.maker == "Acme"');
    const tried = await trying(rules.of(text), [
      callOf(old()),
      callOf(sentTo(vendor)),
      callOf(sentTo({ ...vendor, maker: 'Acme' })),
      callOf({ ...sentTo(inside), basis: undefined }),
    ]);
    expect(kinds(tried)).toEqual({ unknown: 1, newlyDenied: 1, otherRules: 2 });
    expect(tried.groups.unknown.examples[0]?.missing).toEqual(['maker of vendor']);
  });

  test('does not matter where the call ends alike whatever it was', async () => {
    const text = forbids(
      'resource.destination.local == Local::"declared" && resource.destination has maker && resource.destination.maker == "Acme"',
    );
    expect(kinds(await trying(rules.of(text), [callOf(old())]))).toEqual({ otherRules: 1 });
    const both = forbids('resource in Region::"EU" || !(resource in Region::"EU")');
    const nowhere = { ...vendor, country: undefined };
    expect(kinds(await trying(rules.of(both), [callOf(old(nowhere))]))).toEqual({ newlyDenied: 1 });
    const one = forbids('resource in Region::"EU"');
    expect(kinds(await trying(rules.of(one), [callOf(old(nowhere))]))).toEqual({ unknown: 1 });
    expect(kinds(await trying(rules.of(one), [callOf(old())]))).toEqual({ otherRules: 1 });
  });

  test('matters also where only two such facts together change the end', async () => {
    const text = forbids(
      'resource.destination has maker && resource.destination.maker == "Acme" && resource.destination has transferBasis && resource.destination.transferBasis == TransferBasis::"adequacy"',
    );
    const tried = await trying(rules.of(text), [callOf(old())]);
    expect(tried.groups.unknown.examples[0]?.missing).toEqual(['maker of vendor', 'transferBasis of vendor']);
  });

  test('is not guessed where a rule does more than compare', async () => {
    const text = forbids('resource.destination has maker && resource.destination.maker like "A*"');
    expect(kinds(await trying(rules.of(text), [callOf(old())]))).toEqual({ unknown: 1 });
  });

  test('is a label that nobody looked for then', async () => {
    const text = forbids('context.labels.contains("injection")');
    const tried = await trying(rules.of(text), [callOf(sentTo(vendor))]);
    expect(tried.groups.unknown.examples[0]?.missing).toEqual(['label injection']);
    const looked = { v: 1, destination: vendor, found: ['injection'], own: [] };
    const known = sentTo(vendor, { basis: JSON.stringify(looked) });
    expect(kinds(await trying(rules.of(text), [callOf(known)]))).toEqual({ otherRules: 1 });
    const carried = sentTo(vendor, { labels: ['injection'] });
    expect(kinds(await trying(rules.of(text), [callOf(carried)]))).toEqual({ newlyDenied: 1 });
  });

  test('is not a label that can only be declared, then as today', async () => {
    const text = forbids('context.labels.contains("special")');
    expect(kinds(await trying(rules.of(text), [callOf(sentTo(vendor))]))).toEqual({ otherRules: 1 });
    const today = { found: [...lookedFor.found, 'special'] };
    expect(kinds(await trying(rules.of(text), [callOf(sentTo(vendor))], today))).toEqual({ unknown: 1 });
  });

  test('is no label for rules that were in force then: what they said of it, they say again', async () => {
    const tried = rules.of(forbids('context.labels.contains("injection")'));
    const before = sentTo(vendor, {
      policy: tried.engine.digest,
      document: { decision: ['allow:everybody'] },
    });
    const rulesOf = () => [...tried.engine.rules.values()];
    expect(kinds(await trying(tried, [callOf(before)], { rulesOf }))).toEqual({ same: 1 });
    expect(kinds(await trying(tried, [callOf(before)], { rulesOf: () => undefined }))).toEqual({
      unknown: 1,
    });
  });

  test('is every label for a rule that looks at all of them', async () => {
    const text = forbids('context.labels.isEmpty()');
    const tried = await trying(rules.of(text), [
      callOf(sentTo(vendor)),
      callOf(sentTo(vendor, { labels: ['code'] })),
    ]);
    expect(kinds(tried)).toEqual({ unknown: 1, otherRules: 1 });
  });
});

test('nobody who has gone waits for the end', async () => {
  const gone = new AbortController();
  gone.abort(new Error('gone'));
  const trial = trying(builtIn, [callOf(sentTo(vendor)), callOf(sentTo(vendor))], { signal: gone.signal });
  await expect(trial).rejects.toThrow('gone');
});
