import { readFile as readBytes } from 'node:fs/promises';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fixtureNames, fixturePath, pieces } from './import.fixture.ts';
import type { ImportedCall } from './imported-call.ts';
import { rawElements, rawMembers } from './raw-json.ts';
import { readFile, type Read } from './read-file.ts';

async function readAll(bytes: Uint8Array, sizes: readonly number[] = []): Promise<Read[]> {
  return Array.fromAsync(readFile(pieces(bytes, sizes), undefined));
}

async function callsOf(name: string): Promise<readonly ImportedCall[]> {
  const reads = await readAll(await readBytes(fixturePath(name)));
  return reads.flatMap((read) => (read.type === 'call' ? [read.call] : []));
}

/** Every text that stands in a value, at any depth. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

describe('reading a file', () => {
  test.each(fixtureNames)('makes the same of %s wherever its bytes are cut', async (name) => {
    const bytes = await readBytes(fixturePath(name));
    const whole = await readAll(bytes);
    expect(whole.filter(({ type }) => type === 'call').length).toBeGreaterThan(0);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 40 }), async (sizes) => {
        expect(await readAll(bytes, sizes)).toEqual(whole);
      }),
      { numRuns: 15 },
    );
  });

  test.each([
    ['claude-code.jsonl', 'claude-code', 3],
    ['codex.jsonl', 'codex', 2],
    ['chatgpt.json', 'chatgpt', 4],
    ['chatgpt.zip', 'chatgpt', 4],
    ['chatgpt-streamed.zip', 'chatgpt', 4],
    ['claude.json', 'claude', 2],
    ['litellm.json', 'litellm', 3],
    ['langfuse.json', 'langfuse', 2],
    ['langfuse.csv', 'langfuse', 2],
    ['calls.jsonl', 'jsonl', 2],
  ])('tells by looking that %s is of %s and finds its calls', async (name, format, calls) => {
    const reads = await readAll(await readBytes(fixturePath(name)));
    expect(reads.filter(({ type }) => type === 'format')).toEqual([{ type: 'format', format }]);
    expect(reads.filter(({ type }) => type === 'call')).toHaveLength(calls);
    expect(reads.filter(({ type }) => type === 'broken')).toEqual([]);
  });

  test.each(fixtureNames)('gives request and reply of every call in %s as JSON', async (name) => {
    for (const { request, reply } of await callsOf(name)) {
      JSON.parse(request);
      if (reply !== undefined) JSON.parse(reply);
    }
  });

  test('goes on behind a broken line and says which it was', async () => {
    const text = await readBytes(fixturePath('claude-code.jsonl'), 'utf8');
    const whole = (await readAll(Buffer.from(text))).filter(({ type }) => type === 'call');
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: text.split('\n').length - 1 }),
        fc.constantFrom('{"type":"user"', 'nothing', '[1]', '\u{1F41F}', '{"type":"assistant","message":{}}'),
        async (at, broken) => {
          const lines = text.split('\n');
          lines.splice(at, 0, broken);
          const reads = await readAll(Buffer.from(lines.join('\n')));
          expect(reads.filter(({ type }) => type === 'broken')).toMatchObject([{ number: at + 1 }]);
          expect(reads.flatMap((read) => (read.type === 'call' ? [read.call] : []))).toEqual(
            whole.flatMap((read) => (read.type === 'call' ? [read.call] : [])),
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  test('counts a line that is no UTF-8 as broken and keeps no part of it', async () => {
    const lines = Buffer.concat([
      Buffer.from([0x7b, 0xff, 0x0a]),
      await readBytes(fixturePath('calls.jsonl')),
    ]);
    const reads = await readAll(lines);
    expect(reads.filter(({ type }) => type === 'broken')).toEqual([
      { type: 'broken', number: 1, reason: 'not UTF-8' },
    ]);
    expect(reads.filter(({ type }) => type === 'call')).toHaveLength(2);
  });

  test.each([
    ['a poem', 'A heron stood in the water.\nIt waited.\n'],
    ['nothing', ''],
    ['a list of numbers', '[1,2,3]'],
    ['JSON of somebody else', '{"name":"boat","price":12}\n{"name":"oar","price":3}\n'],
    ['a zip without conversations', zipOf('other.json', '[]')],
  ])('refuses %s', async (_what, content) => {
    await expect(readAll(Buffer.from(content))).rejects.toMatchObject({ code: 'import_unreadable' });
  });

  test('reads an export that is split into several files inside of one zip', async () => {
    const conversation = (id: string): string =>
      JSON.stringify([
        {
          conversation_id: id,
          mapping: {
            [`${id}-a`]: {
              parent: null,
              children: [],
              message: { author: { role: 'assistant' }, content: { content_type: 'text', parts: [id] } },
            },
          },
        },
      ]);
    const reads = await readAll(
      Buffer.concat([
        zipOf('user.json', '{"email":"ada"}'),
        zipOf('conversations-000.json', conversation('one')),
        zipOf('conversations-001.json', conversation('two')),
      ]),
    );
    expect(reads.flatMap((read) => (read.type === 'call' ? [read.call.source] : []))).toEqual([
      'chatgpt:one-a',
      'chatgpt:two-a',
    ]);
  });

  test('refuses a zip that ends too early, and one that is damaged, without hanging', async () => {
    const zip = await readBytes(fixturePath('chatgpt.zip'));
    for (const cut of [10, 60, 200, 600]) {
      await expect(readAll(zip.subarray(0, cut))).rejects.toMatchObject({ code: 'import_unreadable' });
    }
    const damaged = Buffer.from(zip);
    damaged.fill(0xff, 200, 400);
    await expect(readAll(damaged)).rejects.toMatchObject({ code: 'import_unreadable' });
  });

  test('ends with whatever bytes it is given: with calls, broken places, or a refusal', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc.array(fc.json(), { maxLength: 5 }).map((lines) => Buffer.from(lines.join('\n'))),
          fc.json().map((text) => Buffer.from(`PK\u0003\u0004${text}`)),
        ),
        async (bytes) => {
          const read = await readAll(bytes).catch((thrown: unknown) => thrown);
          expect(Array.isArray(read) || (read as { code?: string }).code === 'import_unreadable').toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('what was said', () => {
  test('survives byte for byte in a session of Claude Code', async () => {
    const text = await readBytes(fixturePath('claude-code.jsonl'), 'utf8');
    const bodies = (await callsOf('claude-code.jsonl'))
      .map(({ request, reply }) => `${request}${reply ?? ''}`)
      .join('');
    for (const line of text.split('\n').filter((one) => one.includes('"message"'))) {
      const raw = rawMembers(line).get('message') ?? '';
      // What the tool itself wrote at the end was never sent.
      if (raw.includes('<synthetic>')) continue;
      if (line.includes('"type":"user"')) expect(bodies).toContain(raw);
      else
        for (const block of rawElements(rawMembers(raw).get('content') ?? ''))
          expect(bodies).toContain(block);
    }
  });

  test('survives byte for byte in a rollout of Codex', async () => {
    const text = await readBytes(fixturePath('codex.jsonl'), 'utf8');
    const bodies = (await callsOf('codex.jsonl'))
      .map(({ request, reply }) => `${request}${reply ?? ''}`)
      .join('');
    const items = text.split('\n').filter((line) => line.includes('"type":"response_item"'));
    expect(items.length).toBeGreaterThan(5);
    for (const line of items) expect(bodies).toContain(rawMembers(line).get('payload'));
  });

  test.each([
    ['chatgpt.json', 'parts'],
    ['claude.json', 'text'],
  ])('survives byte for byte in %s, on every branch', async (name, field) => {
    const text = await readBytes(fixturePath(name), 'utf8');
    const bodies = (await callsOf(name)).map(({ request, reply }) => `${request}${reply ?? ''}`).join('');
    const raw = [
      ...text.matchAll(
        new RegExp(`"${field}": ?(\\[("(?:[^"\\\\]|\\\\.)*"(?:, )?)+\\]|"(?:[^"\\\\]|\\\\.)*")`, 'g'),
      ),
    ];
    expect(raw.length).toBeGreaterThan(3);
    for (const [, value = ''] of raw) {
      const parts = value.startsWith('[') ? rawElements(value) : [value];
      for (const part of parts) if (part !== '""') expect(bodies).toContain(part);
    }
  });

  test.each(['litellm.json', 'langfuse.json', 'calls.jsonl'])('survives in %s', async (name) => {
    const text = await readBytes(fixturePath(name), 'utf8');
    const said = [...text.matchAll(/"content": ?("(?:[^"\\]|\\.)*")/g)].map(([, raw = '']) => raw);
    expect(said.length).toBeGreaterThan(0);
    const bodies = (await callsOf(name)).map(({ request, reply }) => `${request}${reply ?? ''}`).join('');
    for (const raw of said) expect(bodies).toContain(raw);
  });

  test('whatever JSON it is, its members and elements are told as they are written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(2), (fields, indent) => {
        const text = JSON.stringify(fields, null, indent);
        const members = rawMembers(text);
        expect([...members.keys()].sort()).toEqual(Object.keys(fields).sort());
        for (const [name, raw] of members) {
          expect(text).toContain(raw);
          expect(JSON.parse(raw)).toEqual(JSON.parse(JSON.stringify(fields[name])));
        }
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.nat(2), (values, indent) => {
        const raw = rawElements(JSON.stringify(values, null, indent));
        expect(raw.map((one) => JSON.parse(one) as unknown)).toEqual(JSON.parse(JSON.stringify(values)));
      }),
    );
  });
});

describe('what a source says of a call', () => {
  test('is kept: the blocks of one answer are one call, and agents below the main one have threads of their own', async () => {
    const [first, second, below] = await callsOf('claude-code.jsonl');
    expect(first).toMatchObject({
      source: 'claude-code:msg_01A',
      time: '2026-09-01T08:00:03.100Z',
      model: 'claude-sonnet-4-5-20250929',
      finish: 'tool-calls',
      usage: { inputTokens: 5204, outputTokens: 141, cachedInputTokens: 0 },
      partial: ['system', 'tools', 'settings'],
    });
    expect(JSON.parse(first?.reply ?? '')).toMatchObject({
      content: [{ type: 'thinking' }, { type: 'text' }, { type: 'tool_use' }, { type: 'tool_use' }],
    });
    // Results of tools that were called at the same time hang on different lines of the session.
    expect(textsIn(JSON.parse(second?.request ?? ''))).toEqual(
      expect.arrayContaining(['toolu_01', 'toolu_02']),
    );
    expect(second).toMatchObject({
      parent: 'claude-code:msg_01A',
      partial: expect.arrayContaining(['history']) as unknown,
    });
    expect(below).toMatchObject({ model: 'claude-haiku-4-5-20251001', parent: undefined });
  });

  test('is kept: tokens of Codex are those of each answer and not the sum so far', async () => {
    const [first, second] = await callsOf('codex.jsonl');
    expect(first?.usage).toMatchObject({ inputTokens: 3000, outputTokens: 60, reasoningTokens: 32 });
    expect(second?.usage).toMatchObject({ inputTokens: 3100, outputTokens: 4, cachedInputTokens: 3000 });
    expect(JSON.parse(first?.request ?? '')).toMatchObject({ instructions: 'You are a coding agent.' });
  });

  test('is kept: a question that was asked again has two answers, each with the question', async () => {
    const calls = await callsOf('chatgpt.json');
    const asked = calls.filter(({ request }) => request.includes('4111 1111'));
    expect(asked.map(({ source, status }) => `${source} ${status}`).sort()).toEqual([
      'chatgpt:a1 completed',
      'chatgpt:a1b aborted',
    ]);
    expect(calls.filter(({ partial }) => partial.includes('images'))).toHaveLength(1);
  });

  test('is kept: what LiteLLM did not store is missing and not invented', async () => {
    const [stored, failed, embedding] = await callsOf('litellm.json');
    expect(stored).toMatchObject({
      cost: '0.00135',
      totalMs: 1250,
      vendor: { name: 'openai', byName: false },
    });
    expect(failed).toMatchObject({
      status: 'failed',
      time: '2026-09-06T12:00:00.500Z',
      reply: undefined,
      partial: ['tools', 'settings', 'messages', 'answer'],
    });
    expect(embedding).toMatchObject({ operation: 'embed', vendor: { name: 'ollama' } });
  });
});

/** A zip with one entry, as the simplest of programs writes it. */
function zipOf(name: string, text: string): Buffer {
  const packed = deflateRawSync(text);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(8, 8);
  head.writeUInt32LE(packed.length, 18);
  head.writeUInt32LE(text.length, 22);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, Buffer.from(name), packed]);
}

test('lets others have their turn, also while nothing but what is broken is read', async () => {
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  let broken = 0;
  const bytes = Buffer.from('{"broken"}\n'.repeat(50_000));
  for await (const { type } of readFile(pieces(bytes, [bytes.length]), 'jsonl'))
    if (type === 'broken') broken += 1;
  isOver = true;
  expect(broken).toBe(50_000);
  expect(turns).toBeGreaterThanOrEqual(50);
});
