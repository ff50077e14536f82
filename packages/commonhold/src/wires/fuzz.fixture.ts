import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommonholdError, type Json, type JsonObject } from '#base';
import { type Call, collect, type GenerateCall, type Part } from '#call';
import { codecs } from './codecs.ts';
import { LostAnswer } from './lost-answer.ts';
import { isList, isObject, setOwn } from './own-fields.ts';
import type { Codec, Fault, ReplyContext } from './wire.ts';

/**
 * Streams, answers and requests of every wire, broken in the ways in which they break: events lost, doubled, out of order and of
 * other streams, values of other types, bytes flipped, ends cut off, pieces cut anywhere. The numbers are drawn from a seed, so a
 * case that fails can be played again from the number that the error names.
 */

const spoken: readonly Codec[] = Object.values(codecs);
const clients = spoken.filter(({ name }) => name !== 'native');

/** A small generator of 32 bits (mulberry32): the same numbers for the same seed, on every machine. */
export class Draw {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  of<T>(list: readonly T[]): T {
    const chosen = list[this.below(list.length)];
    if (chosen === undefined) throw new Error('nothing to choose from');
    return chosen;
  }
}

const request: GenerateCall = {
  operation: 'generate',
  model: 'asked-for',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
  sampling: {},
  stream: true,
  streamUsage: true,
};
const context: ReplyContext = { call: '01call', model: 'm', created: 1_700_000_000, request };
const fault: Fault = { code: 'upstream_broke', status: 502, message: 'It broke off. Try again.' };

const answer: readonly Part[] = [
  { type: 'start', id: 'a', model: 'served' },
  { type: 'reasoning', choice: 0, text: 'Hm, ' },
  { type: 'reasoning', choice: 0, text: 'well.' },
  { type: 'text', choice: 0, text: 'Grüße ' },
  { type: 'text', choice: 0, text: '👋🏽' },
  { type: 'tool-call', choice: 0, index: 0, id: 'call_a', name: 'f' },
  { type: 'tool-arguments', choice: 0, index: 0, text: '{"a":' },
  { type: 'tool-arguments', choice: 0, index: 0, text: '1}' },
  { type: 'tool-call', choice: 0, index: 1, id: 'call_b', name: 'g' },
  { type: 'tool-arguments', choice: 0, index: 1, text: '{}' },
  { type: 'finish', choice: 0, reason: 'tool-calls' },
  { type: 'usage', usage: { inputTokens: 3, outputTokens: 5, cachedInputTokens: 1, source: 'reported' } },
];

const call: GenerateCall = {
  ...request,
  messages: [
    { role: 'system', content: [{ type: 'text', text: 'Be brief.' }] },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Look.' },
        { type: 'image', source: { type: 'base64', mediaType: 'image/png', data: 'AAAA' } },
      ],
    },
    { role: 'assistant', content: [{ type: 'tool-call', id: 'call_a', name: 'f', arguments: '{"a":1}' }] },
    { role: 'tool', callId: 'call_a', content: [{ type: 'text', text: 'one' }] },
    { role: 'user', content: [{ type: 'text', text: 'And?' }] },
  ],
  tools: [{ name: 'f', description: 'd', parameters: { type: 'object' } }],
  sampling: { temperature: 0.5 },
  maxOutputTokens: 9,
  reasoning: { effort: 'low' },
};

interface Sample {
  readonly codec: Codec;
  readonly events: readonly string[];
}

/** Streams of each wire: one that its codec writes, and those that vendors really sent. */
function samplesOf(codec: Codec): readonly Sample[] {
  const serializer = codec.stream.serializer(context);
  const own = Buffer.concat([...answer.map((part) => serializer.push(part)), serializer.end()]);
  const folder = join(import.meta.dirname, codec.name, 'fixtures');
  const real = filesOf(folder)
    .filter((name) => /\.(sse|ndjson|stream)$/.test(name))
    .map((name) => readFileSync(join(folder, name)));
  return [own, ...real].map((stream) => ({ codec, events: eventsOf(stream) }));
}

function filesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true }).map(String);
  } catch (thrown) {
    // Not every wire has streams of vendors.
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return [];
    throw thrown;
  }
}

const samples: readonly Sample[] = spoken.flatMap(samplesOf);

const oddValues: readonly Json[] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  2 ** 53,
  '',
  'x',
  '\u0000',
  '👋',
  [],
  [null],
  [[]],
  {},
  { type: 'x' },
  { __proto__: 1 },
  { index: -1 },
  'null',
  '{"a":',
];

/** A value with something in it changed, taken out, doubled or put under another name. */
function mutated(value: Json, draw: Draw): Json {
  if (isList(value) && value.length > 0 && draw.below(8) > 0) {
    const at = draw.below(value.length);
    const inner = value[at] ?? null;
    switch (draw.below(6)) {
      case 0:
        return value.toSpliced(at, 1);
      case 1:
        return value.toSpliced(at, 0, inner);
      default:
        return value.with(at, mutated(inner, draw));
    }
  }
  const keys = isObject(value) ? Object.keys(value) : [];
  if (isObject(value) && keys.length > 0 && draw.below(8) > 0) {
    const key = draw.of(keys);
    const copy = { ...value };
    const inner = value[key] ?? null;
    switch (draw.below(8)) {
      case 0:
        delete copy[key];
        break;
      case 1:
        setOwn(copy, draw.of(['__proto__', 'constructor', 'type', 'index', 'error', draw.of(keys)]), inner);
        break;
      default:
        setOwn(copy, key, mutated(inner, draw));
    }
    return copy;
  }
  return draw.of(oddValues);
}

function mutatedText(text: string, draw: Draw): string {
  const [, head = '', json = '', tail = ''] = /^([^{[]*)([{[].*[}\]])([^}\]]*)$/s.exec(text) ?? [];
  if (json === '') return text;
  try {
    return head + JSON.stringify(mutated(JSON.parse(json) as Json, draw)) + tail;
  } catch {
    // Several documents in one piece: it stays as it is, and is still moved about.
    return text;
  }
}

/** Events, or lines, each with what ends it. */
function eventsOf(stream: Buffer): readonly string[] {
  const text = stream.toString('utf8');
  return text.includes('\n\n') ? text.split(/(?<=\n\n)/) : text.split(/(?<=\n)/);
}

function brokenStream(sample: Sample, draw: Draw): Buffer {
  let { events } = sample;
  for (let times = 1 + draw.below(3); times > 0 && events.length > 0; times--) {
    const at = draw.below(events.length);
    const event = events[at] ?? '';
    switch (draw.below(8)) {
      case 0:
        events = events.toSpliced(at, 1);
        break;
      case 1:
        events = events.toSpliced(at, 0, event);
        break;
      case 2:
        events = events.toSpliced(at, 1).toSpliced(draw.below(events.length), 0, event);
        break;
      case 3:
        events = events.toSpliced(at, 0, draw.of(draw.of(samples).events));
        break;
      case 4:
        events = events.slice(0, at);
        break;
      default:
        events = events.with(at, mutatedText(event, draw));
    }
  }
  const bytes = Buffer.from(events.join(''));
  if (bytes.length > 0 && draw.below(5) === 0) bytes[draw.below(bytes.length)] = draw.below(256);
  return draw.below(5) === 0 ? bytes.subarray(0, draw.below(bytes.length + 1)) : bytes;
}

/** The error of the catalogue that is thrown, if one is. Anything else is what these tests look for. */
function caught(run: () => void): CommonholdError | undefined {
  try {
    run();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof CommonholdError && thrown.code !== 'internal') return thrown;
    throw thrown;
  }
}

function readInPieces(codec: Codec, bytes: Buffer, draw: Draw): { parts: Part[]; error?: CommonholdError } {
  const parser = codec.stream.parser();
  const parts: Part[] = [];
  const error = caught(() => {
    for (let from = 0; from < bytes.length;) {
      const to = Math.min(bytes.length, from + 1 + draw.below(draw.of([16, 256, 8192])));
      parts.push(...parser.push(bytes.subarray(from, to)));
      from = to;
    }
    parts.push(...parser.end());
  });
  return { parts, ...(error ? { error } : {}) };
}

/** Parts that a stream may have for each of its bytes: more would be a parser that multiplies what it reads. */
const partsMost = 2;

/** A broken stream of a vendor, on its way to a client of another wire. */
export function playStream(draw: Draw): void {
  const sample = draw.of(samples);
  const client = draw.of(clients);
  const bytes = brokenStream(sample, draw);
  const { parts, error } = readInPieces(sample.codec, bytes, draw);
  if (parts.length > partsMost * bytes.length + partsMost) {
    throw new Error(`${bytes.length} bytes became ${parts.length} parts`);
  }
  const lost = new LostAnswer(client.name);
  for (const part of parts) lost.see(part);
  const serializer = client.stream.serializer(context);
  const written = parts.map((part) => serializer.push(part));
  written.push(error ? serializer.fail(fault) : serializer.end());
  const said = Buffer.concat(written);
  const failed = error !== undefined || parts.some(({ type }) => type === 'error');
  const again = readInPieces(client, said, draw);
  if (failed && !again.parts.some(({ type }) => type === 'error')) {
    throw new Error(`the client of ${client.name} was not told that it broke: ${said.toString()}`);
  }
  if (!failed && again.error) {
    throw new Error(`${client.name} cannot read what it writes (${again.error.message}): ${said.toString()}`);
  }
  const whole = client.reply.serialize(collect(parts), context);
  caught(() => client.reply.parse(whole));
  JSON.parse(Buffer.from(whole).toString('utf8'));
}

/** A broken answer, as one document or as anything else. */
export function playReply(draw: Draw): void {
  const codec = draw.of(spoken);
  const whole = Buffer.from(codec.reply.serialize(collect(answer), context));
  let text = whole.toString('utf8');
  for (let times = draw.below(4); times >= 0; times--) text = mutatedText(text, draw);
  const bytes = Buffer.from(text);
  if (bytes.length > 0 && draw.below(4) === 0) bytes[draw.below(bytes.length)] = draw.below(256);
  const parts: Part[] = [];
  caught(() => void parts.push(...codec.reply.parse(bytes)));
  JSON.parse(Buffer.from(draw.of(clients).reply.serialize(collect(parts), context)).toString('utf8'));
  codec.error.parse(400 + draw.below(200), bytes);
  for (const operation of [codec.count, codec.embed]) caught(() => void operation?.reply.parse(bytes));
}

/** A broken request of a client, on its way to a vendor of any wire. */
export function playRequest(draw: Draw): void {
  const client = draw.of(clients);
  const [path = '', query] = client.request.path(call, 'm').split('?');
  const target = client.target(path, new URLSearchParams(query));
  const { body } = client.request.serialize(call, 'm');
  let value = JSON.parse(Buffer.from(body).toString('utf8')) as Json;
  for (let times = draw.below(4); times >= 0; times--) value = mutated(value, draw);
  if (!isObject(value)) return;
  const asked: JsonObject = value;
  const calls: Call[] = [];
  expectRefusal(caught(() => void calls.push(client.request.parse(asked, target))));
  expectRefusal(caught(() => void client.count?.request.parse(asked, target)));
  for (const one of calls) {
    if (one.operation !== 'generate') continue;
    const vendor = draw.of(spoken);
    expectRefusal(caught(() => void vendor.request.serialize(one, 'm')));
    vendor.request.path(one, 'm');
  }
}

/** What may be said against a request: it is not one, or the other wire cannot say it. */
const refusals: ReadonlySet<string> = new Set([
  'request_invalid',
  'not_expressible',
  'operation_unsupported',
]);

function expectRefusal(error: CommonholdError | undefined): void {
  if (error && !refusals.has(error.code)) throw error;
}

/** Plays cases from `seed` on, each from a seed of its own, and names the one that fails. */
export function playCases(play: (draw: Draw) => void, seed: number, cases: number): void {
  for (let at = 0; at < cases; at++) {
    try {
      play(new Draw(seed + at));
    } catch (thrown) {
      throw new Error(`${play.name} fails from seed ${seed + at}: ${String(thrown)}`, { cause: thrown });
    }
  }
}
