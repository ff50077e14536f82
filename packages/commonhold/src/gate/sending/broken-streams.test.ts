import { describe, expect, test } from 'vitest';
import { CommonholdError } from '#base';
import type { GenerateCall, Part } from '#call';
import { type Codec, codecs } from '#wires';
import { candidate, type Event, gateFor, member } from '../gate.fixture.ts';
import { handle } from '../handle.ts';

/**
 * What a client learns of an answer that breaks, for every wire that clients speak and every wire that destinations speak: a
 * new wire is here as soon as it is in the table of codecs.
 */
const pairs = Object.values(codecs)
  .filter(({ name }) => name !== 'native')
  .flatMap((client) => Object.values(codecs).map((upstream) => [client.name, upstream.name] as const));

const call: GenerateCall = {
  operation: 'generate',
  model: 'm',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'What is a commons?' }] }],
  sampling: {},
  maxOutputTokens: 100,
  stream: true,
  streamUsage: true,
};
const context = { call: 'c_1', model: 'm', created: 1, request: call };
const said: readonly Part[] = [
  { type: 'start', id: 'a1', model: 'm' },
  { type: 'usage', usage: { inputTokens: 7, outputTokens: 1, source: 'reported' } },
  { type: 'text', choice: 0, text: 'Shared by ' },
  { type: 'text', choice: 0, text: 'all who' },
];

/** The beginning of an answer as this wire writes it, in the middle of which the connection ends. */
function beginning(codec: Codec): Uint8Array[] {
  const serializer = codec.stream.serializer(context);
  return said.map((part) => serializer.push(part)).filter(({ length }) => length > 0);
}

interface Seen {
  status: number;
  body: string;
  ended: boolean;
}

async function ask(
  client: Codec,
  upstream: Codec,
  chunks: readonly (Uint8Array | Error)[],
  onWrite: (seen: Seen) => void = () => undefined,
  signal = new AbortController().signal,
): Promise<{ seen: Seen; events: Event[] }> {
  const events: Event[] = [];
  const destination = candidate(
    events,
    'acme',
    { headers: { 'content-type': upstream.stream.contentType }, chunks: [...chunks] },
    { codec: upstream, model: 'm' },
  );
  const { gate } = await gateFor(events, { m: [destination] });
  const url = new URL(client.request.path(call, 'm'), 'http://node.test');
  const seen: Seen = { status: 0, body: '', ended: false };
  await handle(
    gate,
    {
      wire: client.name,
      target: client.target(url.pathname, url.searchParams) ?? { operation: 'generate' },
      header: () => undefined,
      body: async () => client.request.serialize(call, 'm').body,
      principal: member,
    },
    {
      head: (status) => void (seen.status = status),
      write: (chunk) => {
        seen.body += Buffer.from(chunk).toString();
        onWrite(seen);
        return undefined;
      },
      end: () => void (seen.ended = true),
    },
    signal,
  );
  return { seen, events };
}

/** What a client of this wire makes of a body: the parts, and what was wrong in the end. */
function readAs(codec: Codec, body: string): { text: string; problem: string | undefined } {
  const parser = codec.stream.parser();
  let text = '';
  const take = (parts: readonly Part[]): string | undefined => {
    for (const part of parts) {
      if (part.type === 'text') text += part.text;
      if (part.type === 'error') return part.code;
    }
    return undefined;
  };
  try {
    const problem = take(parser.push(Buffer.from(body))) ?? take(parser.end());
    return { text, problem };
  } catch (thrown) {
    return { text, problem: thrown instanceof CommonholdError ? thrown.code : 'not ours' };
  }
}

const gone = new CommonholdError('upstream_broke', { destination: 'acme', detail: 'reset' });
const outcomeOf = (events: readonly Event[]) => {
  const outcomes = events.flatMap((event) => (event.type === 'outcome' ? [event] : []));
  expect(outcomes).toHaveLength(1);
  return outcomes[0]!;
};

describe.each(pairs)('a stream for a client of %s from a destination that speaks %s', (ours, theirs) => {
  const client = codecs[ours];
  const upstream = codecs[theirs];

  test('that breaks midway is told as broken after what had come, and its usage is on record', async () => {
    const { seen, events } = await ask(client, upstream, [...beginning(upstream), gone]);
    expect(seen.status).toBe(200);
    expect(seen.ended).toBe(true);
    const read = readAs(client, seen.body);
    expect(read.text).toBe('Shared by all who');
    expect(read.problem, seen.body).toBeDefined();
    const { result, received, replied } = outcomeOf(events);
    expect(result).toMatchObject({ status: 'failed', error: 'upstream_broke' });
    // Some wires tell the usage only at the end; then it is estimated from what had come, and says so.
    expect(result.usage?.outputTokens).toBeGreaterThan(0);
    expect(received).toContain('all who');
    expect(replied).toBe(seen.body);
  });

  test('that ends as it should is not', async () => {
    const serializer = upstream.stream.serializer(context);
    const parts = [...said, { type: 'finish', choice: 0, reason: 'stop' } satisfies Part];
    const whole = [...parts.map((part) => serializer.push(part)), serializer.end()];
    const { seen, events } = await ask(client, upstream, whole);
    expect(readAs(client, seen.body)).toEqual({ text: 'Shared by all who', problem: undefined });
    expect(outcomeOf(events).result.status).toBe('completed');
  });

  test('that ends without its end is told as broken too', async () => {
    const { seen, events } = await ask(client, upstream, beginning(upstream));
    expect(readAs(client, seen.body).problem, seen.body).toBeDefined();
    expect(outcomeOf(events).result.status).toBe('failed');
  });

  test('whose client hangs up is ended, and what had come is on record', async () => {
    const controller = new AbortController();
    const hangUp = (seen: Seen): void => {
      if (seen.body.includes('Shared by')) controller.abort(new CommonholdError('client_gone'));
    };
    const endless = [...beginning(upstream), new CommonholdError('client_gone')];
    const { events } = await ask(client, upstream, endless, hangUp, controller.signal);
    const { result, received } = outcomeOf(events);
    expect(result).toMatchObject({ status: 'aborted', error: 'client_gone' });
    expect(received).toContain('Shared by');
    expect(result.usage?.outputTokens).toBeGreaterThan(0);
  });
});
