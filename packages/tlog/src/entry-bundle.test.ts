import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bundleBytesMax,
  decodeEntryBundle,
  encodeEntryBundle,
  EntryBundleError,
  entryBytesMax,
} from './index.ts';

describe('an entry bundle', () => {
  test('is each entry after its length in two bytes, the larger first', () => {
    const bundle = encodeEntryBundle([Buffer.from('ab'), new Uint8Array(0), new Uint8Array(258).fill(9)]);
    expect(Buffer.from(bundle).toString('hex')).toBe(`0002616200000102${'09'.repeat(258)}`);
  });

  test('has the same entries after it was written and read', () => {
    const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 256 });
    fc.assert(
      fc.property(entries, (entries) => {
        expect(decodeEntryBundle(encodeEntryBundle(entries), entries.length)).toEqual(entries);
      }),
      { numRuns: 30 },
    );
  });

  test('takes entries up to 65,535 bytes and not one more', () => {
    const largest = new Uint8Array(entryBytesMax).fill(1);
    const full = encodeEntryBundle(Array.from({ length: 256 }, () => largest));
    expect(full).toHaveLength(bundleBytesMax);
    expect(decodeEntryBundle(full, 256)[255]).toEqual(largest);
    expect(() => encodeEntryBundle([new Uint8Array(entryBytesMax + 1)])).toThrow('at most 65535');
  });

  test('has 1 to 256 entries', () => {
    expect(() => encodeEntryBundle([])).toThrow(RangeError);
    expect(() => encodeEntryBundle(Array.from({ length: 257 }, () => new Uint8Array(1)))).toThrow(RangeError);
    for (const count of [0, 257, 1.5])
      expect(() => decodeEntryBundle(new Uint8Array(2), count)).toThrow(RangeError);
  });

  test.each([
    ['ends before an entry', '000161', 2, 1],
    ['ends within a length', '00016100', 2, 1],
    ['ends within an entry', '0001610002', 2, 1],
    ['is empty', '', 1, 0],
    ['goes on after its last entry', '00016100', 1, 1],
    ['has one entry more', '000161000162', 1, 1],
  ])('that %s is refused, with the place', (_, hex, count, at) => {
    const error = caught(() => decodeEntryBundle(Buffer.from(hex, 'hex'), count));
    expect(error).toBeInstanceOf(EntryBundleError);
    expect(error).toMatchObject({ at });
  });

  test('of other bytes is read only when it would be written so', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40, max: 4 }),
        fc.integer({ min: 1, max: 8 }),
        (bytes, count) => {
          let entries: Uint8Array[];
          try {
            entries = decodeEntryBundle(bytes, count);
          } catch (error) {
            expect(error).toBeInstanceOf(EntryBundleError);
            return;
          }
          expect(entries).toHaveLength(count);
          expect(encodeEntryBundle(entries)).toEqual(bytes);
        },
      ),
    );
  });

  test('is read out of the middle of other memory', () => {
    const memory = Uint8Array.from([9, 9, 0, 1, 0x61, 9]);
    expect(decodeEntryBundle(memory.subarray(2, 5), 1)).toEqual([Uint8Array.of(0x61)]);
  });
});

function caught(act: () => unknown): unknown {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
}
