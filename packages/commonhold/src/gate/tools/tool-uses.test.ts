import { beforeEach, describe, expect, test } from 'vitest';
import type { Principal } from '#call';
import { Classifier, Dictionary, LabelSources } from '#labels';
import type { Gate } from '../gate.ts';
import { candidate, completion, type Event, gateFor, member, question, send } from '../gate.fixture.ts';
import { Limits } from '../limits/limits.ts';
import { ToolUses } from './tool-uses.ts';

let events: Event[];
let gate: Gate;
let now: number;
let uses: ToolUses;
const { signal } = new AbortController();

async function begin(more: Partial<Gate> = {}): Promise<void> {
  events = [];
  now = 0;
  const clock = { now: () => now, monotonic: () => now };
  const limits = new Limits(
    { concurrentCalls: 1, concurrentCallsPerKey: 1, heldBytes: 1_000_000, labellingMs: 1000 },
    { timeZone: 'UTC', node: [], projects: {} },
    clock,
  );
  const house = candidate(events, 'house', { chunks: [completion] });
  gate = (await gateFor(events, { house: [house] }, { clock, limits, ...more })).gate;
  uses = new ToolUses(gate);
}
beforeEach(() => begin());

let named = 0;
function use(input: object = {}, more: { run?: string; tool?: string; use?: string } = {}) {
  named += 1;
  return { tool: 'Bash', input: input as never, use: `use-${named}`, run: undefined, ...more };
}
const withScope = (operations: readonly string[]): Principal => ({ ...member, scope: { operations } });
const kinds = (): string[] => events.map(({ type }) => type);

function attemptOf(event: Event | undefined) {
  if (event?.type !== 'intent') throw new Error(`${event?.type ?? 'nothing'} is no intent`);
  return event.attempt;
}
function resultOf(event: Event | undefined) {
  if (event?.type !== 'outcome') throw new Error(`${event?.type ?? 'nothing'} is no outcome`);
  return event.result;
}

describe('the terms of a key, for tools that its agent runs', () => {
  test('leave them out where the key is for other operations: the agent hears no, and that is on record', async () => {
    const answer = await uses.before(withScope(['generate']), use(), signal);
    expect(answer).toMatchObject({
      decision: 'deny',
      why: expect.stringContaining('may not be used to run tools (operation "tool")') as unknown,
    });
    expect(events).toMatchObject([{ type: 'refusal', refusal: { error: 'operation_not_allowed' } }]);
  });

  test('say nothing about them by models and protocols, and let them in by the operation', async () => {
    const narrow: Principal = {
      ...member,
      scope: { operations: ['tool'], models: ['house'], wires: ['anthropic-messages'] },
    };
    expect(await uses.before(narrow, use(), signal)).toMatchObject({ decision: 'none' });
  });

  test('count each use in the requests of a minute, together with calls, and its end in none', async () => {
    const slow: Principal = { ...member, limits: { requestsPerMinute: 3 } };
    const first = use();
    await uses.before(slow, first, signal);
    await uses.after(slow, { use: first.use, failed: false, output: 'done' }, signal);
    expect((await send(gate, question('house'), { principal: slow })).status).toBe(200);
    now = 20_000;
    await uses.before(slow, use(), signal);
    const refused = await uses.before(slow, use(), signal);
    expect(refused).toMatchObject({
      decision: 'deny',
      retryAfter: 40,
      why: expect.stringContaining('room again in 40 seconds') as unknown,
    });
    expect(events.at(-1)).toMatchObject({ refusal: { error: 'requests_per_minute_exceeded' } });
    expect((await send(gate, question('house'), { principal: slow })).status).toBe(429);
    now = 60_000;
    expect(await uses.before(slow, use(), signal)).toMatchObject({ decision: 'none' });
  });

  test('give a use no place among the calls under way: one whose end is never told locks nobody out', async () => {
    for (let at = 0; at < 5; at += 1) await uses.before(member, use(), signal);
    expect((await send(gate, question('house'))).status).toBe(200);
  });

  test('are those of the caller: the end may be told by the key that followed, and by nobody else', async () => {
    const begun = use();
    await uses.before(member, begun, signal);
    const end = { use: begun.use, failed: false, output: null };
    expect(await uses.after({ ...member, id: 'p_other' }, end, signal)).toBe(false);
    expect(await uses.after({ ...member, key: 'k_next' }, end, signal)).toBe(true);
    expect(await uses.after(member, end, signal)).toBe(false);
  });
});

describe('labels of a use', () => {
  test('are those of its key and of its run, and of what is found in it', async () => {
    const labelled: Principal = { ...member, labels: ['our-own'] };
    gate.runs.raise(member.id, 'run-1', ['confidential']);
    await uses.before(labelled, use({ to: 'ada.lovelace@example.org' }, { run: 'run-1' }), signal);
    const { decision } = attemptOf(events[0]);
    expect(decision.labels).toEqual(['confidential', 'our-own', 'personal']);
    expect(decision.facts).toMatchObject({ labelSources: { key: ['our-own'], run: ['confidential'] } });
  });

  test('raise those of its run, by what goes in and by what comes out', async () => {
    const classifier = new Classifier(new Dictionary([{ label: 'confidential', terms: ['Project Aurora'] }]));
    gate.configuration = { ...gate.configuration, classifier };
    const begun = use({ to: 'ada.lovelace@example.org' }, { run: 'run-1' });
    await uses.before(member, begun, signal);
    expect(await gate.runs.of(member.id, 'run-1')).toEqual(['personal']);
    const output = { stdout: 'Plans for Project Aurora' };
    await uses.after(member, { use: begun.use, failed: false, output }, signal);
    expect(resultOf(events.at(-1)).labels).toEqual(['confidential', 'personal']);
    await send(gate, question('house'), { headers: { 'x-commonhold-run': 'run-1' } });
    expect(attemptOf(events.findLast(({ type }) => type === 'intent')).decision.labels).toEqual([
      'confidential',
      'personal',
    ]);
    expect(await gate.runs.of(member.id, 'another')).toEqual([]);
  });

  test('are those that the owner gives to what goes into this tool, and to what comes out of it', async () => {
    gate.configuration = {
      ...gate.configuration,
      sources: new LabelSources([
        { tool: 'mcp__crm__*', label: 'personal', arguments: false },
        { tool: 'Send*', label: 'confidential', arguments: true },
      ]),
    };
    const crm = use({ id: 7 }, { tool: 'mcp__crm__find', run: 'run-1' });
    await uses.before(member, crm, signal);
    expect(attemptOf(events[0]).decision.labels).toEqual([]);
    await uses.after(
      member,
      { use: crm.use, failed: false, output: [{ type: 'text', text: 'Nr. 7' }] },
      signal,
    );
    expect(resultOf(events[1]).labels).toEqual(['personal']);
    await uses.before(member, use({}, { tool: 'SendMail' }), signal);
    expect(attemptOf(events[2]).decision.labels).toEqual(['confidential']);
  });

  test('stay with what a tool brought, when it is sent on without a word', async () => {
    gate.configuration = {
      ...gate.configuration,
      sources: new LabelSources([{ tool: 'Read', label: 'confidential', arguments: false }]),
    };
    const read = use({ path: '/plan' }, { tool: 'Read' });
    await uses.before(member, read, signal);
    const output = 'The plan for the coming year, in a sentence that is long enough.';
    await uses.after(member, { use: read.use, failed: false, output }, signal);
    expect(resultOf(events[1]).segments?.labels).toEqual(['confidential']);
    expect(resultOf(events[1]).segments?.digests.size).toBe(1);
  });

  test('stand on the refusal too', async () => {
    gate.runs.raise(member.id, 'run-1', ['confidential']);
    await uses.before(withScope(['embed']), use({}, { run: 'run-1' }), signal);
    expect(events).toMatchObject([{ refusal: { decision: { labels: ['confidential'] } } }]);
  });
});

describe('a use whose', () => {
  test('input cannot be looked through is no answer, and is on record as refused', async () => {
    const classifier = { classify: () => Promise.reject(new Error('no detector')) };
    gate.configuration = { ...gate.configuration, classifier: classifier as never };
    await expect(uses.before(member, use(), signal)).rejects.toThrow();
    expect(kinds()).toEqual(['refusal']);
  });

  test('result cannot be looked through has its outcome all the same, which says so', async () => {
    const begun = use();
    await uses.before(member, begun, signal);
    const classifier = { classify: () => Promise.reject(new Error('no detector')) };
    gate.configuration = { ...gate.configuration, classifier: classifier as never };
    expect(await uses.after(member, { use: begun.use, failed: false, output: 'x' }, signal)).toBe(true);
    expect(resultOf(events.at(-1))).toMatchObject({
      status: 'completed',
      warnings: [expect.stringContaining('could not be looked through')],
    });
  });

  test('end is not told is over when its name comes again, and not because others run many', async () => {
    const silent = use();
    await uses.before(member, silent, signal);
    const other = { ...member, id: 'p_other' };
    for (let at = 0; at < 1100; at += 1) await uses.before(other, use(), signal);
    const ended = () => events.filter(({ type }) => type === 'outcome');
    // Of the other one's uses, a hundred too many.
    expect(ended().length).toBe(100);
    await uses.before(member, silent, signal);
    expect(ended().length).toBe(101);
    expect(resultOf(ended().at(-1)).status).toBe('aborted');
    expect(await uses.after(member, { use: silent.use, failed: true, output: 'no' }, signal)).toBe(true);
    expect(resultOf(ended().at(-1)).status).toBe('failed');
  });
});
