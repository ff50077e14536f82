import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { everyKind, intent, outcome, sampleId, session } from '../test/sample-leaf.ts';
import { canonicalJson, encodeLeaf, leafBytesMax, LeafError, parseLeaf } from './index.ts';
import type { CanonicalValue, Leaf } from './index.ts';

function fieldOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof LeafError) return error.field ?? error.message;
    throw error;
  }
  return undefined;
}

const parsed = (value: unknown): string | undefined =>
  fieldOf(() => parseLeaf(Buffer.from(canonicalJson(value as CanonicalValue))));

const steps = (count: number): string[] => Array.from({ length: count }, () => 'x'.repeat(128));

/** A leaf of exactly this many bytes. */
const sized = (bytes: number): Leaf => {
  const base = { ...intent(1), decision: steps(25) };
  // Each of two more steps brings its comma and quotes.
  const missing = bytes - encodeLeaf(base).length - 2 * '"",'.length;
  const last = ['x'.repeat(missing >> 1), 'x'.repeat(missing - (missing >> 1))];
  return { ...base, decision: [...base.decision, ...last] };
};

describe('a leaf', () => {
  test.each(everyKind())('of kind $kind is written as canonical JSON and read back', (leaf) => {
    const bytes = encodeLeaf(leaf);
    expect(Buffer.from(bytes).toString()).toBe(canonicalJson(leaf as unknown as CanonicalValue));
    expect(parseLeaf(bytes)).toEqual(leaf);
  });

  test.each(everyKind())('of kind $kind is refused without any one of its required fields', (leaf) => {
    const optional = new Set([
      'run',
      'parent',
      'call',
      'digest',
      'recovered',
      'coverage',
      'continues',
      'reason',
      'error',
      'http',
      'finish',
      'tokens',
      'engine',
    ]);
    for (const name of Object.keys(leaf)) {
      const { [name]: _, ...rest } = leaf as unknown as Record<string, unknown>;
      if (optional.has(name) && parsed(rest) === undefined) continue;
      expect(parsed(rest)).toBe(name);
    }
  });

  test.each(everyKind())('of kind $kind is refused with a field that this version does not know', (leaf) => {
    expect(parsed({ ...leaf, note: 'x' })).toBe('note');
    expect(parsed({ ...leaf, constructor: 'x' })).toBe('constructor');
    expect(fieldOf(() => encodeLeaf(Object.assign({}, leaf, { note: 'x' })))).toBe('note');
  });

  test.each<[string, unknown]>([
    ['v', { ...intent(1), v: 2 }],
    ['id', { ...intent(1), id: sampleId(1).toUpperCase() }],
    ['id', { ...intent(1), id: sampleId(1).slice(1) }],
    ['time', { ...intent(1), time: '2026-02-29T10:00:00.000Z' }],
    ['time', { ...intent(1), time: '2026-11-22T24:00:00.000Z' }],
    ['time', { ...intent(1), time: '2026-11-22T10:00:60.000Z' }],
    ['time', { ...intent(1), time: '2026-13-01T10:00:00.000Z' }],
    ['time', { ...intent(1), time: '2026-11-22T10:00:00Z' }],
    ['origin', { ...intent(1), origin: 'dead' }],
    ['kind', { ...intent(1), kind: 'prompt' }],
    ['kind', { ...intent(1), kind: 'toString' }],
    ['kind', []],
    ['actor', { ...intent(1), actor: 'somebody@example.org' }],
    ['labels', { ...intent(1), labels: ['personal', 'code'] }],
    ['labels', { ...intent(1), labels: ['code', 'code'] }],
    ['labels[1]', { ...intent(1), labels: ['code', 'my prompt'] }],
    ['labels', { ...intent(1), labels: 'code' }],
    ['policy', { ...intent(1), policy: 'A'.repeat(42) }],
    // The last character of 32 bytes has two spare bits, which must be clear.
    ['policy', { ...intent(1), policy: `${'A'.repeat(42)}B` }],
    ['decision[0]', { ...intent(1), decision: [1] }],
    ['attempt', { ...intent(1), attempt: 0 }],
    ['attempt', { ...intent(1), attempt: 1.5 }],
    ['attempt', { ...intent(1), attempt: '1' }],
    ['run', { ...intent(1), run: null }],
    ['parent', { ...intent(1), parent: 'x' }],
    ['model.name', { ...intent(1), model: {} }],
    ['model.weights', { ...intent(1), model: { name: 'a', weights: '' } }],
    ['destination.country', { ...intent(1), destination: { provider: 'a', local: 'no', country: 'de' } }],
    ['destination.url', { ...intent(1), destination: { provider: 'a', local: 'no', url: 'b' } }],
    ['commit.sent', { ...intent(1), commit: { detail: 'A'.repeat(43) } }],
    ['wire', { ...intent(1), wire: 'openai-chat' }],
    ['intent', { ...outcome(1, 0), intent: -1 }],
    ['error', { ...outcome(1, 0), error: 'It broke.' }],
    ['http', { ...outcome(1, 0), http: 99 }],
    ['tokens.input', { ...outcome(1, 0), tokens: { input: 3, output: 1, source: 'counted' } }],
    [
      'engine.batched',
      { ...outcome(1, 0), engine: { build: 'a', template: 'A'.repeat(43), deterministic: true, batched: 1 } },
    ],
    ['software', { ...session('open', 1), software: ' ' }],
    ['counts.intents', { ...session('open', 1), counts: { outcomes: 0, refusals: 0, strangers: 0 } }],
  ])('is refused, naming %s', (field, value) => {
    expect(parsed(value)).toBe(field);
    expect(fieldOf(() => encodeLeaf(value as Leaf))).toBe(field);
  });

  test('is not written with minus zero, for which JSON has no one form', () => {
    expect(fieldOf(() => encodeLeaf({ ...outcome(1, 0), intent: -0 }))).toBe('intent');
  });

  test.each([
    ['white space', (text: string) => text.replace(',', ', ')],
    ['another order', (text: string) => text.replace(/^\{("[^"]*":"[^"]*"),(.*)\}$/, '{$2,$1}')],
    ['a field twice', (text: string) => text.replace(/^\{("[^"]*":"[^"]*"),/, '{$1,$1,')],
    ['an escape', (text: string) => text.replace('allow', '\\u0061llow')],
    ['a name that objects treat in their own way', (text: string) => text.replace('{', '{"__proto__":{},')],
    ['a number written otherwise', (text: string) => text.replace('"v":1', '"v":1.0')],
    ['a newline at the end', (text: string) => `${text}\n`],
    ['a byte order mark', (text: string) => `\ufeff${text}`],
    ['a cut', (text: string) => text.slice(0, -1)],
  ])('is refused with %s', (_, change) => {
    const text = Buffer.from(encodeLeaf(intent(1))).toString();
    expect(change(text)).not.toBe(text);
    expect(() => parseLeaf(Buffer.from(change(text)))).toThrow(LeafError);
  });

  test('is refused when it is not UTF-8', () => {
    expect(() => parseLeaf(Uint8Array.of(0x22, 0xff, 0x22))).toThrow('not UTF-8');
  });

  test(`has at most ${leafBytesMax} bytes, written and read`, () => {
    const exact = encodeLeaf(sized(leafBytesMax));
    expect(exact).toHaveLength(leafBytesMax);
    expect(parseLeaf(exact).kind).toBe('intent');
    expect(() => encodeLeaf(sized(leafBytesMax + 1))).toThrow('4096 are allowed');
    expect(() => parseLeaf(new Uint8Array(leafBytesMax + 1).fill(0x20))).toThrow('4096 are allowed');
  });

  test('survives no change of a single byte unnoticed, except from one valid leaf to another', () => {
    const bytes = encodeLeaf(everyKind()[0] ?? intent(1));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Uint8Array.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ flip;
        try {
          expect(encodeLeaf(parseLeaf(changed))).toEqual(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(LeafError);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('is not read out of arbitrary bytes, and nothing but a LeafError comes of them', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          expect(() => parseLeaf(bytes)).toThrow(LeafError);
        },
      ),
      { numRuns: 500 },
    );
  });
});
