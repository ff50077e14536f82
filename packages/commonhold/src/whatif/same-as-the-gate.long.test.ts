import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommonholdError, systemClock } from '#base';
import type { Principal } from '#call';
import { Approvals, Endings, type Candidate, type Gate, handle, Health, Limits, RunLabels } from '#gate';
import { Keys } from '#identity';
import { Classifier, LabelSources } from '#labels';
import { type DecidedCall, type LabelReach, type Ledger, openLedger, type Recorder } from '#ledger';
import { databaseFile, openStore, type Store } from '#store';
import { codecs } from '#wires';
import type { Tried } from './try-rules.ts';
import type { TriedRules } from './tried-rules.ts';
import { Rules, trying } from './whatif.fixture.ts';

const fragments = [
  '@id("everybody") permit(principal, action, resource);',
  '@id("members") permit(principal in Group::"role:member", action, resource in Destination::"a");',
  '@id("personal-here") @remedy("reroute") forbid(principal, action, resource) when { context.labels.contains("personal") && resource.destination.local == Local::"no" };',
  '@id("eea") @remedy("reroute") forbid(principal, action, resource) unless { resource in Region::"EEA" || resource.destination.local == Local::"verified" };',
  '@id("masked") @remedy("pseudonymise") forbid(principal, action, resource) when { context.labels.contains("personal") && resource in Region::"FR" };',
  '@id("known-maker") forbid(principal, action, resource) when { resource.destination has maker && resource.destination.maker == "Acme" };',
  '@id("asked") @remedy("approve:owner") forbid(principal, action, resource) when { context.labels.contains("code") } unless { context.approvals.contains("asked") };',
  '@id("hard") forbid(principal, action, resource) when { context.labels.contains("secret") };',
  '@id("watched") @mode("observe") forbid(principal, action, resource) when { context.labels.contains("confidential") };',
] as const;
const later = [
  ...fragments,
  '@id("home") @remedy("reroute:local") forbid(principal, action, resource) when { context.labels.contains("confidential") && resource.destination.local != Local::"verified" };',
  '@id("to-b") @remedy("reroute:b") forbid(principal, action, resource in Destination::"a");',
] as const;

const place = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'local'),
  country: fc.constantFrom(undefined, 'DE', 'FR', 'US'),
  local: fc.constantFrom('verified', 'declared', 'no'),
  maker: fc.constantFrom(undefined, 'Acme', 'Other'),
  fails: fc.boolean(),
});
const call = fc.record({
  route: fc.uniqueArray(place, { selector: ({ id }) => id, minLength: 1, maxLength: 5 }),
  labels: fc.subarray(['personal', 'confidential', 'secret', 'code'], { maxLength: 2 }),
  content: fc.constantFrom('Hello.', 'Write to anna.kowalska@example.org.'),
});
/** Mostly with a permit: a set without any decides everything alike. */
const setOf = (texts: readonly string[]) =>
  fc
    .tuple(fc.subarray(texts.slice(1)), fc.integer({ min: 0, max: 9 }))
    .map(([chosen, luck]) => (luck === 0 ? chosen : [texts[0] ?? '', ...chosen]).join('\n'));

const completion = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'served',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Yes.' }, finish_reason: 'stop' }],
});

const reach: LabelReach = { found: new Classifier().labels, own: [] };
const member: Principal = {
  id: 'p_member',
  kind: 'app',
  name: 'an app',
  role: 'member',
  project: 'default',
  key: 'k_member',
  labels: [],
};

type Spot = typeof place extends fc.Arbitrary<infer One> ? One : never;

interface Call {
  readonly route: readonly Spot[];
  readonly labels: readonly string[];
  readonly content: string;
}

const calls = fc.array(call, { minLength: 1, maxLength: 4 });

function candidateOf({ id, fails, ...facts }: Spot): Candidate {
  return {
    model: `${id}-model`,
    modelIsBuiltIn: false,
    weightsDigest: undefined,
    destination: {
      provider: id,
      legalEntity: undefined,
      retentionDays: undefined,
      trainsOnData: undefined,
      ...facts,
    },
    codec: codecs['openai-chat'],
    provider: {
      async send() {
        if (fails) throw new CommonholdError('upstream_unreachable', { destination: id, detail: 'refused' });
        const body = (async function* () {
          yield Buffer.from(completion);
        })();
        return { status: 200, headers: { 'content-type': 'application/json' }, body };
      },
      close: () => Promise.resolve(),
    },
    authentication: { mode: 'none' },
  };
}

async function gateOf(rules: TriedRules, recorder: Recorder, route: readonly Candidate[]): Promise<Gate> {
  const noStore = { read: async () => [] } as unknown as Store;
  return {
    clock: systemClock,
    randomness: (bytes) => randomBytes(bytes),
    keys: await Keys.load(noStore),
    codecs,
    policy: rules.engine,
    recorder,
    limits: new Limits(
      {
        concurrentCalls: 10,
        concurrentCallsPerKey: 5,
        heldBytes: 1_000_000,
        labellingMs: 120_000,
      },
      { timeZone: 'UTC', node: [], projects: {} },
      systemClock,
    ),
    runs: new RunLabels(async () => []),
    resent: { any: async () => false, labelsOf: async () => new Map(), heard: () => undefined },
    earlier: { read: async () => undefined },
    endings: new Endings(),
    approvals: new Approvals({
      clock: systemClock,
      randomness: (bytes) => randomBytes(bytes),
      // Nobody answers, and time is up at once.
      after: (_ms, act) => {
        queueMicrotask(act);
        return () => undefined;
      },
      changed: () => undefined,
    }),
    health: new Health({ now: () => 0, monotonic: () => 0 }),
    pause: async () => undefined,
    approvalLink: (request) => request,
    configuration: {
      routes: { byModel: new Map([['m', route]]) },
      vocabulary: { own: new Set() },
      sources: new LabelSources([]),
      keepsResent: false,
      labelReach: reach,
      classifier: new Classifier(),
      pseudonyms: 'tokens',
      requestBytes: 100_000,
      replyBytes: 100_000,
      totalMs: 3_600_000,
    },
    countStranger: () => undefined,
    report: (failure) => {
      throw failure;
    },
  };
}

/** Sends a call through a gate of these rules; the id of its record, if it came to one. */
async function send(
  rules: TriedRules,
  recorder: Recorder,
  { route, labels, content }: Call,
): Promise<string> {
  const body = Buffer.from(JSON.stringify({ model: 'm', messages: [{ role: 'user', content }] }));
  let id = '';
  await handle(
    await gateOf(rules, recorder, route.map(candidateOf)),
    {
      wire: 'openai-chat',
      target: { operation: 'generate' },
      principal: member,
      header: (name) => (name === 'x-commonhold-labels' ? labels.join(', ') : undefined),
      body: async (_max, take) => {
        take(body.length);
        return body;
      },
    },
    {
      head: (_status, headers) => void (id = headers['x-commonhold-call'] ?? ''),
      write: () => undefined,
      end: () => undefined,
    },
    new AbortController().signal,
  );
  return id;
}

describe('calls that went through the gate', () => {
  let home: string;
  let store: Store;
  let ledger: Ledger;
  let rules: Rules;
  beforeAll(async () => {
    rules = await Rules.load();
    home = await mkdtemp(join(tmpdir(), 'commonhold-whatif-'));
    const fail = (error: Error): never => {
      throw error;
    };
    store = await openStore({ path: join(home, databaseFile), spaceReserveBytes: 0, onFatal: fail });
    ledger = await openLedger({
      home,
      store,
      clock: systemClock,
      randomness: (bytes) => randomBytes(bytes),
      software: 'commonhold test',
      onTrouble: fail,
      heartbeats: 'none',
    });
  });
  afterAll(async () => {
    await ledger.close();
    await store.close();
    await rm(home, { recursive: true });
  });

  /** The record of these calls, as `policy try` reads it. */
  async function recordOf(ids: readonly string[]): Promise<readonly DecidedCall[]> {
    const found: DecidedCall[] = [];
    const { pages } = await ledger.decided({
      from: '2000-01-01T00:00:00.000Z',
      to: '2999-01-01T00:00:00.000Z',
    });
    for await (const page of pages) found.push(...page.calls.filter(({ id }) => ids.includes(id)));
    return found;
  }

  test('would be decided as they were by the very rules that decided them', async () => {
    let decisions = 0;
    let moved = 0;
    await fc.assert(
      fc.asyncProperty(setOf(fragments), calls, async (text, history) => {
        const tried = rules.of(text);
        const ids: string[] = [];
        const routes = new Map<string, Call['route']>();
        for (const one of history) {
          const id = await send(tried, ledger, one);
          ids.push(id);
          routes.set(id, one.route);
        }
        for (const recorded of await recordOf(ids)) {
          const result = await trying(tried, [recorded], {
            route: (routes.get(recorded.id) ?? []).map(candidateOf),
            rulesOf: () => [...tried.engine.rules.values()],
          });
          expect(result.same, JSON.stringify(recorded)).toBe(result.decisions);
          decisions += result.decisions;
          if (JSON.stringify(recorded).includes('reroute:')) moved += 1;
        }
      }),
      { numRuns: 60 },
    );
    // The property would hold of a history without decisions, or without remedies.
    expect(decisions).toBeGreaterThan(60);
    expect(moved).toBeGreaterThan(3);
  });

  test('would be decided by others as the gate really decides them, as far as that can be known', async () => {
    const kinds = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(setOf(fragments), setOf(later), calls, async (before, after, history) => {
        const [old, young] = [rules.of(before), rules.of(after)];
        for (const one of history) {
          const [recorded] = await recordOf([await send(old, ledger, one)]);
          const [real] = await recordOf([await send(young, ledger, one)]);
          if (recorded === undefined || real === undefined) throw new Error('a call left no record');
          const first = { ...recorded, decisions: recorded.decisions.slice(0, 1) };
          const result = await trying(young, [first], {
            route: one.route.map(candidateOf),
            rulesOf: () => [...old.engine.rules.values()],
          });
          const trail = trailOf(real);
          const [kind, expected] = changeIn(result) ?? ['same', trailOf(recorded)];
          kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
          if (expected.at(-1) === 'pseudonymise') {
            expect(trail.slice(0, expected.length), `${before}\n--\n${after}`).toEqual(expected);
          } else expect(trail, `${before}\n--\n${after}\n${JSON.stringify(recorded)}`).toEqual(expected);
        }
      }),
      { numRuns: 120 },
    );
    for (const kind of ['same', 'newlyDenied', 'newlyAllowed', 'rerouted', 'approval', 'pseudonymised']) {
      expect(kinds.get(kind) ?? 0, kind).toBeGreaterThan(0);
    }
  });
});

function trailOf({ decisions: [first] }: DecidedCall): readonly string[] {
  if (first === undefined) throw new Error('nothing was decided');
  return (first.detail as { decision: readonly string[] }).decision;
}

function changeIn({ groups }: Tried): readonly [string, readonly string[]] | undefined {
  for (const [kind, { examples }] of Object.entries(groups)) {
    const [example] = examples;
    if (example !== undefined) return [kind, example.after];
  }
  return undefined;
}
