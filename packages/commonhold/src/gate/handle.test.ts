import { describe, expect, test } from 'vitest';
import { CommonholdError } from '#base';
import { Classifier } from '#labels';
import type { Decision, PolicyEngine } from '#policy';
import { codecs } from '#wires';
import { candidate, completion, type Event, gateFor, member, question, send } from './gate.fixture.ts';

const types = (events: readonly Event[]): string[] => events.map(({ type }) => type);

function only<Type extends Event['type']>(
  events: readonly Event[],
  type: Type,
): Extract<Event, { type: Type }> {
  const found = events.filter((event) => event.type === type);
  expect(found).toHaveLength(1);
  return found[0] as Extract<Event, { type: Type }>;
}

const chunk = (content: string, finish: string | null = null, more: object = {}): string =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'served-model',
    choices: [{ index: 0, delta: { content, ...more }, finish_reason: finish }],
  })}\n\n`;
const stream = { 'content-type': 'text/event-stream' };

describe('a call on the same wire', () => {
  test('is written down before it is sent, and its outcome after the answer', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, {
      m: [candidate(events, 'a', { chunks: [completion] }, { model: 'm' })],
    });
    await send(gate, question('m'));
    expect(types(events)).toEqual(['intent', 'sent', 'outcome']);
  });

  test('goes through byte for byte in both directions', async () => {
    const events: Event[] = [];
    const odd =
      '{ "messages":[ {"role":"user","content":"h\\u00e9"} ],\n "model" : "m", "later_field": 1.50e3 }';
    const answer = `  ${completion}\n`;
    const { gate } = await gateFor(events, {
      m: [candidate(events, 'a', { chunks: [answer] }, { model: 'm' })],
    });
    const reply = await send(gate, odd);
    expect(Buffer.from(only(events, 'sent').request.body).toString()).toBe(odd);
    expect(reply.body).toBe(answer);
    expect(reply.status).toBe(200);
  });

  test('has only the value of its model replaced where the route names another', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, { alias: [candidate(events, 'a', { chunks: [completion] })] });
    await send(
      gate,
      '{"messages":[{"role":"user","content":"\\"model\\":\\"alias\\""}],  "model":"alias" , "x":{"model":"alias"}}',
    );
    expect(Buffer.from(only(events, 'sent').request.body).toString()).toBe(
      '{"messages":[{"role":"user","content":"\\"model\\":\\"alias\\""}],  "model":"a-model" , "x":{"model":"alias"}}',
    );
  });

  test('tells the client which call, model, destination and decision it was', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, { m: [candidate(events, 'a', { chunks: [completion] })] });
    const { headers } = await send(gate, question('m'));
    expect(headers).toMatchObject({
      'x-commonhold-call': only(events, 'intent').attempt.call.id,
      'x-commonhold-model': 'a-model',
      'x-commonhold-destination': 'a',
      'x-commonhold-decision': 'allow:valid-key',
    });
  });

  test('names its model in a header that any name fits into, so that a client can tell which it was', async () => {
    const events: Event[] = [];
    const odd = candidate(events, 'a', { chunks: [completion] }, { model: '100 % café' });
    const { gate } = await gateFor(events, { m: [odd] });
    const { headers } = await send(gate, question('m'));
    expect(headers['x-commonhold-model']).toMatch(/^[\x20-\x7e]*$/);
    expect(decodeURIComponent(headers['x-commonhold-model'] ?? '')).toBe('100 % café');
  });

  test('records usage as the destination reports it, and the model that it says it served', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, { m: [candidate(events, 'a', { chunks: [completion] })] });
    await send(gate, question('m'));
    expect(only(events, 'outcome').result).toMatchObject({
      status: 'completed',
      finish: 'stop',
      servedModel: 'served-model',
      usage: { inputTokens: 5, outputTokens: 4, source: 'reported' },
    });
  });

  test('records usage as estimated when the destination says none', async () => {
    const events: Event[] = [];
    const answering = {
      headers: stream,
      chunks: [chunk('Shared by all.'), chunk('', 'stop'), 'data: [DONE]\n\n'],
    };
    const { gate } = await gateFor(events, { m: [candidate(events, 'a', answering)] });
    await send(gate, question('m', { stream: true }));
    expect(only(events, 'outcome').result.usage).toMatchObject({ outputTokens: 4, source: 'estimated' });
  });

  test('streams every byte as it came', async () => {
    const events: Event[] = [];
    const chunks = [': hello\n\n', chunk('Shared'), chunk(' by all.', 'stop'), 'data: [DONE]\n\n'];
    const { gate } = await gateFor(events, { m: [candidate(events, 'a', { headers: stream, chunks })] });
    const reply = await send(gate, question('m', { stream: true }));
    expect(reply.body).toBe(chunks.join(''));
    const outcome = only(events, 'outcome');
    expect(outcome.received).toBe(chunks.join(''));
    expect(outcome.replied).toBe(chunks.join(''));
  });

  test('passes an answer on that cannot be read, and says so on record', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, { m: [candidate(events, 'a', { chunks: ['<html>'] })] });
    const reply = await send(gate, question('m'));
    expect(reply.body).toBe('<html>');
    expect(only(events, 'outcome').result.warnings.join()).toContain('answer:');
  });
});

describe('a call to the engine inside', () => {
  const lines = [
    { type: 'start', model: 'small' },
    { type: 'text', choice: 0, text: 'Shared ' },
    { type: 'text', choice: 0, text: 'by all.' },
    { type: 'finish', choice: 0, reason: 'stop' },
    { type: 'usage', usage: { inputTokens: 9, outputTokens: 4, source: 'counted' } },
  ].map((part) => `${JSON.stringify(part)}\n`);
  const native = { codec: codecs.native };
  const headers = { 'content-type': codecs.native.stream.contentType };

  test("is answered whole in the client's wire", async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, {
      m: [candidate(events, 'local', { headers, chunks: lines }, native)],
    });
    const reply = await send(gate, question('m'));
    expect(JSON.parse(reply.body)).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { role: 'assistant', content: 'Shared by all.' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 9, completion_tokens: 4 },
    });
    expect(only(events, 'outcome').result.usage?.source).toBe('counted');
  });

  test("is streamed in the client's wire", async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, {
      m: [candidate(events, 'local', { headers, chunks: lines }, native)],
    });
    const reply = await send(gate, question('m', { stream: true }));
    expect(reply.headers['content-type']).toContain('text/event-stream');
    expect(reply.body).toContain('"Shared "');
    expect(reply.body.trimEnd().endsWith('data: [DONE]')).toBe(true);
  });

  test('that fails before the first word of a stream hands over to the next candidate', async () => {
    const events: Event[] = [];
    const crash = `${JSON.stringify({ type: 'error', code: 'engine_crashed', values: { model: 'small', detail: 'SIGABRT' } })}\n`;
    const crashing = candidate(events, 'local', { headers, chunks: [...lines.slice(0, 1), crash] }, native);
    const other = { headers: stream, chunks: [chunk('Shared', 'stop'), 'data: [DONE]\n\n'] };
    const { gate } = await gateFor(events, { m: [crashing, candidate(events, 'b', other)] });
    const reply = await send(gate, question('m', { stream: true }));
    expect(reply.status).toBe(200);
    expect(reply.headers['x-commonhold-destination']).toBe('b');
    expect(reply.body).toBe(other.chunks.join(''));
  });

  test("that fails in the middle is told so in the client's wire, without an end mark", async () => {
    const events: Event[] = [];
    const chunks = [
      ...lines.slice(0, 2),
      `${JSON.stringify({ type: 'error', code: 'engine_crashed', values: { model: 'small', detail: 'SIGABRT' } })}\n`,
    ];
    const { gate } = await gateFor(events, { m: [candidate(events, 'local', { headers, chunks }, native)] });
    const reply = await send(gate, question('m', { stream: true }));
    expect(reply.body).toContain('engine_crashed');
    expect(reply.body).not.toContain('[DONE]');
    expect(only(events, 'outcome').result).toMatchObject({ status: 'failed', error: 'engine_crashed' });
  });
});

describe('what is not a call', () => {
  const wrong: readonly [string, string | Uint8Array, number, string][] = [
    ['broken JSON', '{"model":', 400, 'json_invalid'],
    ['the same key twice', '{"model":"m","model":"m","messages":[]}', 400, 'json_duplicate_key'],
    ['bytes that are not UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d), 400, 'json_not_utf8'],
    ['a field of the wrong type', question('m', { temperature: 'hot' }), 400, 'request_invalid'],
    ['a model that nobody has', question('other'), 404, 'model_unknown'],
  ];
  test.each(wrong)(
    "%s is answered in the client's wire, counted and never written down",
    async (_name, body, status, code) => {
      const events: Event[] = [];
      const { gate } = await gateFor(events, { m: [candidate(events, 'a', { chunks: [completion] })] });
      const reply = await send(gate, body);
      expect(reply.status).toBe(status);
      expect((JSON.parse(reply.body) as { error: { code: string } }).error.code).toBe(code);
      expect(types(events)).toEqual(['stranger']);
    },
  );

  test.each([
    ['no key', {}, 'key_missing'],
    ['a key that is not ours', { authorization: 'Bearer chk_wrong' }, 'key_unknown'],
    ['another scheme', { authorization: 'Basic abc' }, 'key_missing'],
  ])('%s is refused before the body is read', async (_name, headers, code) => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, { m: [candidate(events, 'a', { chunks: [completion] })] });
    const reply = await send(gate, 'never read as JSON', { headers, principal: undefined });
    expect(reply.status).toBe(401);
    expect((JSON.parse(reply.body) as { error: { code: string } }).error.code).toBe(code);
    expect(types(events)).toEqual(['stranger']);
  });
});

describe('a call that may not be sent', () => {
  const deny: PolicyEngine = {
    digest: 'd'.repeat(43),
    mode: 'enforce',
    rules: new Map(),
    decideTool: () => undefined,
    decide: (): Decision => ({
      effect: 'deny',
      because: 'forbidden',
      rules: ['stays-here'],
      remedies: [],
    }),
  };

  test("is refused with the rule's name and leaves one refusal", async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(
      events,
      { m: [candidate(events, 'a', { chunks: [completion] })] },
      { policy: deny },
    );
    const reply = await send(gate, question('m'));
    expect(reply.status).toBe(403);
    expect(reply.body).toContain('deny:stays-here');
    expect(types(events)).toEqual(['refusal']);
    expect(only(events, 'refusal').refusal).toMatchObject({
      error: 'policy_denied',
      decision: { trail: ['deny:stays-here'] },
    });
  });

  test('with a label that nobody knows is refused', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, { m: [candidate(events, 'a', { chunks: [completion] })] });
    const reply = await send(gate, question('m'), { headers: { 'x-commonhold-labels': 'personal, secrat' } });
    expect(reply.status).toBe(422);
    expect(types(events)).toEqual(['refusal']);
  });

  test('because its key has too many under way is refused, and a place is free again when one ends', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, {
      slow: [candidate(events, 'a', { hang: true })],
      m: [candidate(events, 'b', { chunks: [completion] })],
    });
    const stop = new AbortController();
    const slow = Array.from({ length: 5 }, () => send(gate, question('slow'), { signal: stop.signal }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await send(gate, question('m'))).status).toBe(429);
    stop.abort(new CommonholdError('client_gone'));
    await Promise.all(slow);
    expect((await send(gate, question('m'))).status).toBe(200);
    expect(gate.limits.underWay).toBe(0);
  });

  test('because the calls under way hold too much memory is refused, and what ends gives its share back', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, {
      slow: [candidate(events, 'a', { hang: true })],
      m: [candidate(events, 'b', { chunks: [completion] })],
    });
    const large = question('slow', { padding: 'x'.repeat(300_000) });
    const stop = new AbortController();
    const slow = Array.from({ length: 3 }, () => send(gate, large, { signal: stop.signal }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await send(gate, large)).body).toContain('node_full');
    expect((await send(gate, question('m'))).status).toBe(200);
    stop.abort(new CommonholdError('client_gone'));
    await Promise.all(slow);
    expect((await send(gate, question('m', { padding: 'x'.repeat(900_000) }))).status).toBe(200);
  });

  test('because it cannot be written down is refused, and nothing is sent', async () => {
    const events: Event[] = [];
    const { gate, recorder } = await gateFor(events, {
      m: [candidate(events, 'a', { chunks: [completion] })],
    });
    recorder.failIntent = new CommonholdError('record_unavailable', { detail: 'the disk is full' });
    const reply = await send(gate, question('m'));
    expect(reply.status).toBe(503);
    expect(types(events)).toEqual([]);
  });

  test('carries the labels of its key and of its header in the decision and on record', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, { m: [candidate(events, 'a', { chunks: [completion] })] });
    await send(gate, question('m'), {
      principal: { ...member, labels: ['our-own'] },
      headers: { 'x-commonhold-labels': 'Personal' },
    });
    expect(only(events, 'intent').attempt.decision.labels).toEqual(['our-own', 'personal']);
    expect(only(events, 'outcome').result.labels).toEqual(['our-own', 'personal']);
  });
});

describe('a route with several candidates', () => {
  const unreachable = new CommonholdError('upstream_unreachable', { destination: 'a', detail: 'refused' });

  test.each([
    ['cannot be reached', { failure: unreachable }],
    ['is overloaded', { status: 503, chunks: ['{}'] }],
    ['has no quota left', { status: 429, chunks: ['{}'] }],
  ])('tries the next one when the first %s, each with its own intent and outcome', async (_name, first) => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, {
      m: [candidate(events, 'a', first), candidate(events, 'b', { chunks: [completion] })],
    });
    const reply = await send(gate, question('m'));
    expect(reply.status).toBe(200);
    expect(reply.headers['x-commonhold-destination']).toBe('b');
    expect(types(events)).toEqual(['intent', 'sent', 'outcome', 'intent', 'sent', 'outcome']);
    const numbers = events.flatMap((event) => (event.type === 'intent' ? [event.attempt.number] : []));
    expect(numbers).toEqual([1, 2]);
  });

  test('does not try another one for a request that the destination calls wrong', async () => {
    const events: Event[] = [];
    const answer = '{"error":{"message":"max_tokens is too large"}}';
    const { gate } = await gateFor(events, {
      m: [
        candidate(events, 'a', { status: 400, chunks: [answer] }),
        candidate(events, 'b', { chunks: [completion] }),
      ],
    });
    const reply = await send(gate, question('m'));
    expect(reply.status).toBe(400);
    expect(reply.body).toBe(answer);
    expect(only(events, 'outcome').result).toMatchObject({
      status: 'failed',
      error: 'upstream_refused',
      http: 400,
    });
  });

  test("gives the last destination's own error when all have failed", async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, {
      m: [
        candidate(events, 'a', { failure: unreachable }),
        candidate(events, 'b', { status: 500, chunks: ['{"error":"out of order"}'] }),
      ],
    });
    const reply = await send(gate, question('m'));
    expect(reply.status).toBe(500);
    expect(reply.body).toBe('{"error":"out of order"}');
    expect(types(events).filter((type) => type === 'refusal')).toEqual([]);
  });

  test('passes over one whose credential is missing without an intent', async () => {
    const events: Event[] = [];
    const locked = candidate(
      events,
      'a',
      {},
      { authentication: { mode: 'stored', credential: () => undefined } },
    );
    const { gate } = await gateFor(events, { m: [locked, candidate(events, 'b', { chunks: [completion] })] });
    expect((await send(gate, question('m'))).status).toBe(200);
    expect(only(events, 'sent').provider).toBe('b');
  });

  test('never starts over once a byte has reached the client', async () => {
    const events: Event[] = [];
    const broken = {
      headers: stream,
      chunks: [chunk('Shared'), new CommonholdError('upstream_broke', { destination: 'a', detail: 'reset' })],
    };
    const { gate } = await gateFor(events, {
      m: [candidate(events, 'a', broken), candidate(events, 'b', { chunks: [completion] })],
    });
    const reply = await send(gate, question('m', { stream: true }));
    expect(types(events)).toEqual(['intent', 'sent', 'outcome']);
    expect(reply.body).toContain('upstream_broke');
    expect(reply.body).not.toContain('[DONE]');
    const outcome = only(events, 'outcome');
    expect(outcome.result).toMatchObject({ status: 'failed', error: 'upstream_broke' });
    expect(outcome.replied).toBe(reply.body);
  });
});

describe("a destination that takes the caller's own credential", () => {
  const caller = { authentication: { mode: 'caller' } } as const;

  test('never gets the key of this node, wherever the client put it', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, { m: [candidate(events, 'a', { chunks: [completion] }, caller)] });
    const prepared = gate.keys.prepareAdd(
      { name: 'an app', kind: 'app', role: 'member', project: 'default', labels: [] },
      gate.clock,
      gate.randomness,
    );
    prepared.apply();
    const alone = await send(gate, question('m'), {
      headers: { authorization: `Bearer ${prepared.key}` },
      principal: undefined,
    });
    expect(alone.status).toBe(401);
    expect(alone.body).toContain('caller_credential_missing');
    expect(types(events)).toEqual(['refusal']);

    const both = { 'x-commonhold-key': prepared.key, authorization: 'Bearer of-the-caller' };
    expect((await send(gate, question('m'), { headers: both, principal: undefined })).status).toBe(200);
    expect(only(events, 'sent').request.headers).toMatchObject({ authorization: 'Bearer of-the-caller' });
  });
});

describe('the ends of a call', () => {
  test('a client that hangs up stops the destination and is on record as gone', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, {
      m: [candidate(events, 'a', { hang: true }), candidate(events, 'b', { chunks: [completion] })],
    });
    const stop = new AbortController();
    const sending = send(gate, question('m'), { signal: stop.signal });
    await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort(new CommonholdError('client_gone'));
    await sending;
    expect(types(events)).toEqual(['intent', 'sent', 'outcome']);
    expect(only(events, 'outcome').result).toMatchObject({ status: 'aborted', error: 'client_gone' });
  });

  test("a stream that ends without its end mark is told and recorded as broken, by the destination's name", async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, {
      m: [candidate(events, 'a', { headers: stream, chunks: [chunk('Shared')] })],
    });
    const reply = await send(gate, question('m', { stream: true }));
    expect(reply.body).toContain('The answer of a broke off');
    expect(only(events, 'outcome').result).toMatchObject({ status: 'failed', error: 'upstream_broke' });
  });

  test('an answer beyond the limit is cut off as too large', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, {
      m: [candidate(events, 'a', { chunks: ['x'.repeat(60_000), 'x'.repeat(60_000)] })],
    });
    const reply = await send(gate, question('m'));
    expect(reply.status).toBe(502);
    expect(only(events, 'outcome').result).toMatchObject({
      status: 'failed',
      error: 'upstream_reply_too_large',
    });
  });

  test('a bug in a provider is reported, answered as internal and recorded', async () => {
    const events: Event[] = [];
    const { gate, reports } = await gateFor(events, {
      m: [
        candidate(events, 'a', { failure: new TypeError('oops') }),
        candidate(events, 'b', { chunks: [completion] }),
      ],
    });
    const reply = await send(gate, question('m'));
    expect(reply.status).toBe(500);
    expect(reports).toHaveLength(1);
    expect(types(events)).toEqual(['intent', 'sent', 'outcome']);
  });
});

describe('labels of a call', () => {
  const personal = { messages: [{ role: 'user', content: 'Write to ada@example.org' }] };

  test('are those of the bytes that leave, on record before they do, with how often what was found', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, { m: [candidate(events, 'a', { chunks: [completion] })] });
    await send(gate, question('m', { ...personal, user: 'bob@example.org' }), {
      headers: { 'x-commonhold-labels': 'our-own' },
    });
    expect(only(events, 'intent').attempt.decision).toMatchObject({
      labels: ['our-own', 'personal'],
      facts: { labels: ['our-own', 'personal'], found: { email: 2 } },
    });
    expect(types(events)).toEqual(['intent', 'sent', 'outcome']);
  });

  test('are declared ones only when the owner has turned looking off', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, { m: [candidate(events, 'a', { chunks: [completion] })] });
    gate.configuration = { ...gate.configuration, classifier: undefined };
    await send(gate, question('m', personal));
    expect(only(events, 'intent').attempt.decision.labels).toEqual([]);
  });

  test('of an answer are those of its request and of what came back, in however many pieces', async () => {
    const events: Event[] = [];
    const chunks = [chunk('Ask ada@exa'), chunk('mple.org; the password is hun'), chunk('ter22.', 'stop')];
    const { gate } = await gateFor(events, { m: [candidate(events, 'a', { headers: stream, chunks })] });
    await send(gate, question('m', { stream: true }), { headers: { 'x-commonhold-labels': 'our-own' } });
    expect(only(events, 'intent').attempt.decision.labels).toEqual(['our-own']);
    expect(only(events, 'outcome').result.labels).toEqual(['our-own', 'personal', 'secret']);
  });

  test.each([
    [
      'in a document',
      { chunks: [completion.replace('"message":{', '"message":{"about":["ada@example.org"],')] },
    ],
    [
      'in a stream',
      {
        headers: stream,
        chunks: [chunk('', null, { annotations: [{ title: 'ada@example.org' }] }), chunk('.', 'stop')],
      },
    ],
  ])('of an answer count what this node has no words for, too, %s', async (_where, answering) => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, { m: [candidate(events, 'a', answering)] });
    await send(gate, question('m', { stream: 'headers' in answering }));
    expect(only(events, 'outcome').result.labels).toEqual(['personal']);
  });

  test('of an answer that cannot be looked through are those of its request, and the outcome says so', async () => {
    const events: Event[] = [];
    const { gate, reports } = await gateFor(events, {
      m: [candidate(events, 'a', { chunks: [completion] })],
    });
    class Failing extends Classifier {
      override classify(...asked: Parameters<Classifier['classify']>) {
        return Array.isArray(asked[0]) ? Promise.reject(new Error('a defect')) : super.classify(...asked);
      }
    }
    const failing = new Failing();
    gate.configuration = { ...gate.configuration, classifier: failing };
    await send(gate, question('m', personal));
    const { result } = only(events, 'outcome');
    expect(result.labels).toEqual(['personal']);
    expect(result.warnings.join()).toContain('could not be looked through');
    expect(reports).toEqual([new Error('a defect')]);
  });

  test('stay with a run, so that its next call carries what came back in this one', async () => {
    const events: Event[] = [];
    const answer = completion.replace('Shared by all.', 'Call ada@example.org.');
    const { gate } = await gateFor(events, { m: [candidate(events, 'a', { chunks: [answer] })] });
    const inRun = { headers: { 'x-commonhold-run': 'trip' } };
    await send(gate, question('m'), inRun);
    await send(gate, question('m'), inRun);
    await send(gate, question('m'));
    const labels = events.flatMap((event) =>
      event.type === 'intent' ? [event.attempt.decision.labels] : [],
    );
    expect(labels).toEqual([[], ['personal'], []]);
  });

  test('are looked for in the bytes of each candidate, where the wires differ', async () => {
    const events: Event[] = [];
    const failure = new CommonholdError('upstream_unreachable', { destination: 'a' });
    const failing = candidate(events, 'a', { failure });
    const serialize = () => ({ body: Buffer.from('{"said":"less"}'), warnings: [] });
    const codec = { ...codecs.native, request: { ...codecs.native.request, serialize } };
    const other = candidate(events, 'b', { failure }, { codec });
    const { gate } = await gateFor(events, { m: [failing, other] });
    // A field that the second wire cannot say does not leave with it.
    await send(gate, question('m', { user: 'bob@example.org' }));
    const labels = events.flatMap((event) =>
      event.type === 'intent' ? [[event.attempt.providerWire, event.attempt.decision.labels]] : [],
    );
    const sent = events.flatMap((event) =>
      event.type === 'sent' ? [Buffer.from(event.request.body).toString().includes('bob@')] : [],
    );
    expect(sent).toEqual([true, false]);
    expect(labels).toEqual([
      ['openai-chat', ['personal']],
      ['native', []],
    ]);
  });
});
