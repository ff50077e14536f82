/** Which run a call belongs to whose client is a coding agent and names only its own session. */
import { describe, expect, test } from 'vitest';
import { Classifier, LabelSources } from '#labels';
import type { NewAttempt } from '#ledger';
import { candidate, completion, type Event, gateFor, member, question, send } from './gate.fixture.ts';
import { sessionHeaders } from './session-run.ts';
import { ToolUses } from './tools/tool-uses.ts';

const session = '33bf5dd2-51b4-4077-8da9-ef096320cb00';
const { signal } = new AbortController();

async function gateThatAnswers(answer = completion) {
  const events: Event[] = [];
  const { gate } = await gateFor(events, { m: [candidate(events, 'a', { chunks: [answer] })] });
  return { gate, events };
}

function intents(events: readonly Event[]): NewAttempt[] {
  return events.flatMap((event) => (event.type === 'intent' ? [event.attempt] : []));
}

function warnings(events: readonly Event[]): (readonly string[])[] {
  return events.flatMap((event) => (event.type === 'outcome' ? [event.result.warnings] : []));
}

const runs = (events: readonly Event[]) =>
  intents(events).map(({ call }) => [call.run, call.runFrom] as const);

describe('the run of a call', () => {
  test.each(sessionHeaders.map(({ header, agent }) => [agent, header] as const))(
    'is the session of %s, and the record says which header named it',
    async (_, header) => {
      const { gate, events } = await gateThatAnswers();
      await send(gate, question('m'), { headers: { [header]: session } });
      expect(runs(events)).toEqual([[session, header]]);
      expect(warnings(events)).toEqual([[]]);
    },
  );

  test('is the one that its client names in our own header, whatever session it is in', async () => {
    const { gate, events } = await gateThatAnswers();
    const headers = { 'x-commonhold-run': 'mine', 'session-id': session, 'x-session-id': 'two words' };
    await send(gate, question('m'), { headers });
    expect(runs(events)).toEqual([['mine', undefined]]);
    expect(warnings(events)).toEqual([[]]);
  });

  test('is no session that a header of another name tells of', async () => {
    const { gate, events } = await gateThatAnswers();
    const headers = { 'x-request-id': session, 'thread-id': session, cookie: `session-id=${session}` };
    await send(gate, question('m'), { headers });
    expect(runs(events)).toEqual([[undefined, undefined]]);
  });

  test.each([
    ['has a space in it', 'two words'],
    ['came twice', `${session}, ${session}`],
    ['is longer than a name', 'a'.repeat(201)],
    ['is empty', ''],
    ['is text in another script', 'sesión'],
  ])('is not a session whose name %s: the call goes its way, and the record says so', async (_, name) => {
    const { gate, events } = await gateThatAnswers();
    const reply = await send(gate, question('m'), { headers: { 'session-id': name } });
    expect(reply.status).toBe(200);
    expect(runs(events)).toEqual([[undefined, undefined]]);
    expect(warnings(events)).toEqual([[expect.stringMatching(/^run: session-id .* in no run/)]]);
    // What was sent there could be anything.
    if (name !== '') expect(warnings(events)[0]?.[0]).not.toContain(name);
  });

  test('is the next session that is told where the first does not fit', async () => {
    const { gate, events } = await gateThatAnswers();
    const headers = { 'session-id': 'two words', 'x-session-id': session };
    await send(gate, question('m'), { headers });
    expect(runs(events)).toEqual([[session, 'x-session-id']]);
    expect(warnings(events)).toEqual([[expect.stringMatching(/^run: session-id /)]]);
  });
});

describe('labels of a session', () => {
  const inSession = { headers: { 'x-claude-code-session-id': session } };

  test('rise with what came back, and are those of no other session and no other caller', async () => {
    const { gate, events } = await gateThatAnswers(
      completion.replace('Shared by all.', 'Ask ada@example.org.'),
    );
    await send(gate, question('m'), inSession);
    await send(gate, question('m'), inSession);
    await send(gate, question('m'), { headers: { 'x-claude-code-session-id': 'another' } });
    await send(gate, question('m'), { ...inSession, principal: { ...member, id: 'p_other' } });
    expect(intents(events).map(({ decision }) => decision.labels)).toEqual([[], ['personal'], [], []]);
    expect(intents(events)[1]?.decision.facts).toMatchObject({ labelSources: { run: ['personal'] } });
  });

  test('rise with what a tool brought that its hook tells of, and the other way round', async () => {
    const { gate, events } = await gateThatAnswers();
    gate.configuration = {
      ...gate.configuration,
      sources: new LabelSources([{ tool: 'Crm', label: 'our-own', arguments: false }]),
    };
    const uses = new ToolUses(gate);
    const use = { tool: 'Crm', input: {}, use: 'use-1', run: session };
    await uses.before(member, use, signal);
    await uses.after(member, { use: 'use-1', failed: false, output: 'Nr. 7' }, signal);
    await send(gate, question('m', { user: 'ada@example.org' }), inSession);
    await uses.before(member, { ...use, use: 'use-2' }, signal);
    expect(intents(events).map(({ decision }) => decision.labels)).toEqual([
      [],
      ['our-own', 'personal'],
      ['our-own', 'personal'],
    ]);
  });

  test('do not stay with texts that other sessions send too, but those that were declared for them do', async () => {
    const { gate, events } = await gateThatAnswers();
    gate.configuration = { ...gate.configuration, classifier: new Classifier() };
    // As the house rules of a project, which an agent puts before every session.
    const rules = 'Always run the tests before you commit, and never push to main.';
    const ask = (more: object) => question('m', { messages: [{ role: 'user', content: rules }], ...more });
    await send(gate, ask({ user: 'ada@example.org' }), inSession);
    await send(gate, ask({}), inSession);
    expect(intents(events).map(({ segments }) => segments)).toEqual([undefined, undefined]);
    await send(gate, ask({}), { headers: { ...inSession.headers, 'x-commonhold-labels': 'our-own' } });
    expect(intents(events)[2]?.segments?.labels).toEqual(['our-own']);
    // A run that its client named keeps them as before.
    const named = { headers: { 'x-commonhold-run': 'ward' } };
    await send(gate, ask({ user: 'ada@example.org' }), named);
    await send(gate, ask({}), named);
    expect(intents(events)[4]?.segments?.labels).toEqual(['personal']);
  });
});
