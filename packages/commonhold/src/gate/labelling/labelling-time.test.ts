import { describe, expect, test } from 'vitest';
import { Classifier } from '#labels';
import { candidate, completion, type Event, gateFor, question, send } from '../gate.fixture.ts';

const megabyte = 1_000_000;
const repeated = (piece: string, size = megabyte): string => piece.repeat(Math.ceil(size / piece.length));

/** Bodies that make whoever looks through them work, or count. */
const heavy: Readonly<Record<string, string>> = {
  'rows of digits': JSON.stringify({ a: repeated(`${'1'.repeat(60)} `) }),
  'what almost fits': JSON.stringify({ a: repeated('4111 1111 1111 1112 ') }),
  'passwords without end': JSON.stringify({ a: repeated('password: x password=y1 ') }),
  'escapes of all kinds': JSON.stringify({ a: repeated('%41\\u0041&#65;+') }),
  'base64 in base64 in base64': JSON.stringify({
    a: [0, 1, 2].reduce(
      (text) => Buffer.from(text).toString('base64'),
      repeated('ada at home ', megabyte / 2),
    ),
  }),
  'short runs of base64': JSON.stringify({
    a: repeated(`${Buffer.from('no address here').toString('base64')} `),
  }),
  'one short string many times': `{"a":[${repeated('"a",')}"a"]}`,
  'many short strings': JSON.stringify({
    a: Array.from({ length: megabyte / 8 }, (_, at) => at.toString(36)),
  }),
  'no strings at all': `{"a":[${repeated('[],{},', 8 * megabyte)}[]]}`,
  'short strings at the end of deep lists': `{"a":${'['.repeat(250)}${repeated('"a",')}"a"${']'.repeat(250)}}`,
};

describe.each(Object.entries(heavy))('while a body of %s is looked through', (_, json) => {
  test('others get their turn, again and again, and it ends soon after its client has gone', async () => {
    const value = JSON.parse(json) as Record<string, string>;
    const gone = new AbortController();
    let turns = 0;
    let isOver = false;
    const others = (): void => {
      turns += 1;
      // It would not end by itself before this.
      if (turns === 3) gone.abort(new Error('the client has gone'));
      if (!isOver) setImmediate(others);
    };
    setImmediate(others);
    const ending = new Classifier().classify(value, gone.signal);
    await expect(ending).rejects.toThrow('the client has gone');
    isOver = true;
    // The one in which it was told, and the one after.
    expect(turns).toBeLessThanOrEqual(5);
  });
});

const slow = question('m', { later: repeated('4111 1111 1111 1112 ', 4 * megabyte) });

describe('a body that takes longer than the owner lets one take', () => {
  test('is refused with an error that says so, is on record, and never reaches the destination', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, { m: [candidate(events, 'a', { chunks: [completion] })] });
    gate.limits.options = { ...gate.limits.options, heldBytes: 100 * megabyte, labellingMs: 1 };
    gate.configuration = { ...gate.configuration, requestBytes: 100 * megabyte };
    const reply = await send(gate, slow);
    expect(reply.status).toBe(503);
    expect(reply.headers['x-commonhold-error']).toBe('labelling_timeout');
    expect(reply.body).toContain('not looked through within 1 ms');
    expect(events.map(({ type }) => type)).toEqual(['refusal']);
    expect(events[0]).toMatchObject({ refusal: { error: 'labelling_timeout' } });
  });

  test('is cancelled as any other when its client hangs up first', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, { m: [candidate(events, 'a', { chunks: [completion] })] });
    gate.limits.options = { ...gate.limits.options, heldBytes: 100 * megabyte };
    gate.configuration = { ...gate.configuration, requestBytes: 100 * megabyte };
    const gone = new AbortController();
    setImmediate(() => gone.abort(new Error('hung up')));
    await send(gate, slow, { signal: gone.signal });
    expect(events.map(({ type }) => type)).toEqual(['refusal']);
  });
});
