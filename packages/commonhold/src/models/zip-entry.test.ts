import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { zipOf } from './zip.fixture.ts';
import { readZipEntry } from './zip-entry.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commonhold-zip-'));
});
afterAll(() => rm(folder, { recursive: true }));

const never = new AbortController().signal;

async function read(zip: Uint8Array, name: string, limit = 1_000_000): Promise<Buffer> {
  const path = join(folder, 'some.zip');
  await writeFile(path, zip);
  const chunks: Uint8Array[] = [];
  for await (const chunk of readZipEntry(path, name, limit, never)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('an entry of a zip file', () => {
  test('comes out as it went in, stored or deflated, with a comment behind it or none', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 5000 }),
        fc.uint8Array({ maxLength: 100 }),
        fc.boolean(),
        fc.stringMatching(/^[a-z ]{0,30}$/),
        async (content, other, stored, comment) => {
          const zip = zipOf(
            [
              { name: 'other', content: other },
              { name: 'a/b.gguf', content, stored },
            ],
            comment,
          );
          expect(await read(zip, 'a/b.gguf')).toEqual(Buffer.from(content));
        },
      ),
      { numRuns: 50 },
    );
  });

  test('is refused with a reason when it is missing, encrypted, too large or larger than it claims', async () => {
    const content = Buffer.alloc(5000, 7);
    const zip = zipOf([{ name: 'a', content }]);
    await expect(read(zip, 'b')).rejects.toThrow(/no entry b/);
    await expect(read(zip, 'a', 4999)).rejects.toThrow(/more than expected/);
    await expect(read(zipOf([{ name: 'a', content, encrypted: true }]), 'a')).rejects.toThrow(
      /not read here/,
    );
    await expect(read(zipOf([{ name: 'a', content, claimedBytes: 10 }]), 'a', 100)).rejects.toThrow(
      /unpacks/,
    );
    await expect(read(Buffer.from('<html>'), 'a')).rejects.toThrow(/not a zip/);
    await expect(read(Buffer.alloc(0), 'a')).rejects.toThrow(/not a zip/);
  });

  test('of a damaged file ends in an error or in bytes within the limit, never in a hang', async () => {
    const content = Buffer.from('the same words again and again and again and again');
    const zip = zipOf([{ name: 'a', content }]);
    await fc.assert(
      fc.asyncProperty(fc.nat(zip.length - 1), fc.nat(255), fc.nat(zip.length), async (at, value, length) => {
        const damaged = Buffer.from(zip);
        damaged[at] = value;
        const outcome = await read(damaged.subarray(0, length), 'a', 100).then(
          (bytes) => bytes.length,
          (thrown: unknown) => thrown,
        );
        if (typeof outcome === 'number') expect(outcome).toBeLessThanOrEqual(100);
        else expect(outcome).toBeInstanceOf(Error);
      }),
      { numRuns: 300 },
    );
  });

  test('stops when it is told to', async () => {
    const path = join(folder, 'stop.zip');
    await writeFile(path, zipOf([{ name: 'a', content: Buffer.alloc(10) }]));
    const iterate = async () => {
      for await (const _ of readZipEntry(path, 'a', 10, AbortSignal.abort(new Error('enough'))))
        expect(_).toBe(0);
    };
    await expect(iterate()).rejects.toThrow();
  });
});
