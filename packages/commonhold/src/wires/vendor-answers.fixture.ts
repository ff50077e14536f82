import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Part } from '#call';
import { readStream } from './codec.contract.ts';
import type { Codec, ReplyContext } from './wire.ts';

/** Answers of vendors in a folder, whole ones and streams. */
export interface VendorAnswers {
  readonly names: readonly string[];
  readonly bytesOf: (name: string) => Buffer;
  readonly read: (name: string) => Part[];
}

const parts = '.parts.json';

export function answersIn(folder: string, codec: Codec): VendorAnswers {
  const bytesOf = (name: string): Buffer => readFileSync(join(folder, name));
  return {
    names: readdirSync(folder).filter((name) => !name.endsWith(parts)),
    bytesOf,
    read: (name) => (isStream(name) ? readStream(codec, bytesOf(name)) : codec.reply.parse(bytesOf(name))),
  };
}

export function isStream(name: string): boolean {
  return !name.endsWith('.json');
}

/**
 * Each answer stands beside the parts that it is read as. A snapshot that changes is a change of what the record and every other
 * wire will say about such an answer. `step` is how far apart the places are at which a stream is split.
 */
export function testReading(
  folder: string,
  codec: Codec,
  { names, bytesOf, read }: VendorAnswers,
  step = 7,
): void {
  test.each(names)('%s is read as its parts', async (name) => {
    const text = JSON.stringify(read(name), undefined, 2);
    await expect(`${text}\n`).toMatchFileSnapshot(join(folder, name + parts));
  });

  test.each(names.filter(isStream))('%s is read alike when it is split anywhere', (name) => {
    const bytes = bytesOf(name);
    const whole = read(name);
    for (let cut = 1; cut < bytes.length; cut += step) {
      expect(readStream(codec, bytes, [cut, cut + 1])).toEqual(whole);
    }
  });
}

/** Parts as a stream of this wire. */
export function streamOf(codec: Codec, said: readonly Part[], context: ReplyContext): Buffer {
  const serializer = codec.stream.serializer(context);
  return Buffer.concat([...said.map((part) => serializer.push(part)), serializer.end()]);
}
