import { describe, expect, test } from 'vitest';
import { CommonholdError } from '#base';
import type { PolicyEngine } from '#policy';
import type { ProviderReply } from '#providers';
import type { Candidate } from '../candidate.ts';
import { candidate, completion, type Event, gateFor, question, send } from '../gate.fixture.ts';

const patience = {
  retries: { max: 2, firstMs: 100, longestMs: 1000 },
  breaker: { failures: 3, windowMs: 10_000, restMs: 5000 },
};

interface Said {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly failure?: CommonholdError;
}

/** A destination that answers each sending with the next of these, and then with the last again and again. */
function answering(
  events: Event[],
  id: string,
  said: readonly Said[],
  more: Partial<Candidate> = {},
): Candidate {
  let times = 0;
  return candidate(
    events,
    id,
    {},
    {
      patience,
      model: 'm',
      provider: {
        async send(request): Promise<ProviderReply> {
          events.push({ type: 'sent', provider: id, request });
          const {
            status = 200,
            headers = {},
            body = completion,
            failure,
          } = said[Math.min(times++, said.length - 1)] ?? {};
          if (failure !== undefined) throw failure;
          return {
            status,
            headers: { 'content-type': 'application/json', ...headers },
            body: (async function* () {
              yield Buffer.from(body);
            })(),
          };
        },
        close: async () => undefined,
      },
      ...more,
    },
  );
}

const unreachable: Said = {
  failure: new CommonholdError('upstream_unreachable', { destination: 'acme', detail: 'gone' }),
};
const busy: Said = { status: 503, body: '{"error":{"message":"busy"}}' };
const steps = (events: readonly Event[]): string =>
  events
    .map((event) => {
      switch (event.type) {
        case 'intent':
          return `intent ${event.attempt.number} ${event.attempt.destination.provider}`;
        case 'sent':
          return `sent ${event.provider}`;
        case 'outcome':
          return `outcome ${event.result.error ?? 'completed'}`;
        case 'refusal':
          return `refusal ${event.refusal.error}`;
        case 'stranger':
          return 'stranger';
      }
    })
    .join(', ');

describe('a sending that fails and may be answered the next time', () => {
  test('is made again, each time with an intent before it and an outcome after it', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, { m: [answering(events, 'acme', [unreachable, busy, {}])] });
    const reply = await send(gate, question('m'));
    expect(reply.status).toBe(200);
    expect(steps(events)).toBe(
      'intent 1 acme, sent acme, outcome upstream_unreachable, ' +
        'intent 2 acme, sent acme, outcome upstream_failed, intent 3 acme, sent acme, outcome completed',
    );
    const sent = events.flatMap((event) => (event.type === 'sent' ? [event.request] : []));
    expect(sent[1]).toEqual(sent[0]);
    expect(sent[2]).toEqual(sent[0]);
    const intents = events.flatMap((event) => (event.type === 'intent' ? [event.attempt.decision] : []));
    expect(intents[2]).toEqual(intents[0]);
  });

  test('is made again before the next candidate is tried, which follows when that did not help', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, {
      m: [answering(events, 'acme', [busy]), answering(events, 'other', [{}])],
    });
    await send(gate, question('m'));
    expect(steps(events).replaceAll(/outcome \w+, /g, '')).toBe(
      'intent 1 acme, sent acme, intent 2 acme, sent acme, intent 3 acme, sent acme, intent 4 other, sent other, outcome completed',
    );
  });

  test("ends with the last destination's own error when it never helps", async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, { m: [answering(events, 'acme', [busy])] });
    const reply = await send(gate, question('m'));
    expect(reply).toMatchObject({ status: 503, body: busy.body });
    expect(events.filter(({ type }) => type === 'outcome')).toHaveLength(3);
  });

  test('waits as long as it was asked to, and not for longer than its row says', async () => {
    const events: Event[] = [];
    const waited: number[] = [];
    const more = { pause: async (ms: number) => void waited.push(ms) };
    const asks = (seconds: string): Said => ({ ...busy, status: 429, headers: { 'retry-after': seconds } });
    const { gate } = await gateFor(
      events,
      { m: [answering(events, 'acme', [asks('1'), asks('2'), {}]), answering(events, 'other', [{}])] },
      more,
    );
    await send(gate, question('m'));
    expect(waited).toHaveLength(1);
    expect(waited[0]).toBeGreaterThanOrEqual(1000);
    expect(waited[0]).toBeLessThanOrEqual(1100);
    expect(steps(events)).toContain('intent 3 other');
  });

  test('tells the client when to come back where the destination said so and its error is not passed on', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, {
      m: [
        answering(events, 'acme', [{ status: 429, headers: { 'retry-after': '77' }, body: '{}' }]),
        candidate(events, 'x', {
          failure: new CommonholdError('upstream_unreachable', {
            destination: 'x',
            detail: 'gone',
            retryAfter: 3,
          }),
        }),
      ],
    });
    const reply = await send(gate, question('m'));
    expect(reply.headers).toMatchObject({ 'x-commonhold-error': 'upstream_unreachable', 'retry-after': '3' });
  });

  test('is not made again once the client has a part of the answer', async () => {
    const events: Event[] = [];
    const stream = candidate(
      events,
      'acme',
      {
        headers: { 'content-type': 'text/event-stream' },
        chunks: [
          'data: {"choices":[{"index":0,"delta":{"content":"half"}}]}\n\n',
          new CommonholdError('upstream_unreachable', { destination: 'acme', detail: 'gone' }),
        ],
      },
      { patience, model: 'm' },
    );
    const { gate } = await gateFor(events, { m: [stream] });
    const reply = await send(gate, question('m', { stream: true }));
    expect(reply.body).toContain('half');
    expect(steps(events)).toBe('intent 1 acme, sent acme, outcome upstream_unreachable');
  });

  test('is not made again once the client is gone, and nothing waits on', async () => {
    const events: Event[] = [];
    const controller = new AbortController();
    const pause = async (_ms: number, signal: AbortSignal): Promise<void> => {
      controller.abort(new CommonholdError('client_gone'));
      signal.throwIfAborted();
    };
    const { gate } = await gateFor(events, { m: [answering(events, 'acme', [busy, {}])] }, { pause });
    await send(gate, question('m'), { signal: controller.signal });
    expect(steps(events)).toBe('intent 1 acme, sent acme, outcome upstream_failed');
  });

  test('is not made again when the rules would not allow it any more', async () => {
    const events: Event[] = [];
    let asked = 0;
    const policy: PolicyEngine = {
      digest: 'p',
      mode: 'enforce',
      rules: new Map(),
      decide: () =>
        ++asked === 1
          ? { effect: 'allow', rules: ['staff'] }
          : { effect: 'deny', because: 'forbidden', rules: ['budget'], remedies: [] },
    } as unknown as PolicyEngine;
    const { gate } = await gateFor(events, { m: [answering(events, 'acme', [busy, {}])] }, { policy });
    const reply = await send(gate, question('m'));
    expect(asked).toBe(2);
    expect(reply.status).toBe(502);
    expect(steps(events)).toBe('intent 1 acme, sent acme, outcome upstream_failed');
  });

  test('is not made again when the record cannot take its intent', async () => {
    const events: Event[] = [];
    const { gate, recorder } = await gateFor(events, { m: [answering(events, 'acme', [busy, {}])] });
    const broken = {
      ...gate,
      pause: async () => void (recorder.failIntent = new CommonholdError('record_unavailable')),
    };
    const reply = await send(broken, question('m'));
    expect(reply.headers['x-commonhold-error']).toBe('record_unavailable');
    expect(steps(events)).toBe('intent 1 acme, sent acme, outcome upstream_failed');
  });
});

describe('a destination that rests', () => {
  const tired = { ...patience, retries: { ...patience.retries, max: 0 } };

  test('is passed over, and the client and the record are told', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, {
      m: [answering(events, 'acme', [unreachable], { patience: tired }), answering(events, 'other', [{}])],
    });
    for (let times = 0; times < 3; times++) await send(gate, question('m'));
    events.length = 0;
    const reply = await send(gate, question('m'));
    expect(steps(events)).toBe('intent 1 other, sent other, outcome completed');
    expect(reply.headers).toMatchObject({
      'x-commonhold-destination': 'other',
      'x-commonhold-skipped': 'acme',
    });
    const outcome = events.find((event) => event.type === 'outcome');
    expect(outcome?.type === 'outcome' && outcome.result.warnings).toEqual([
      'skipped: nothing was sent to acme, because calls to it failed',
    ]);
  });

  test('is a refusal that says when to come back when there is no other', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, {
      m: [answering(events, 'acme', [unreachable], { patience: tired })],
    });
    for (let times = 0; times < 3; times++) await send(gate, question('m'));
    events.length = 0;
    const reply = await send(gate, question('m'));
    expect(reply.status).toBe(503);
    expect(reply.headers['x-commonhold-error']).toBe('destinations_resting');
    expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(reply.headers['retry-after'])).toBeLessThanOrEqual(5);
    expect(steps(events)).toBe('refusal destinations_resting');
  });
});
