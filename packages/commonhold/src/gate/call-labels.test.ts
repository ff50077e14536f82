import { expect, test } from 'vitest';
import type { Json } from '#base';
import { Classifier, Pseudonyms } from '#labels';
import { CallLabels } from './call-labels.ts';
import type { Prepared } from './prepare.ts';

class Counting extends Classifier {
  asked = 0;

  override classify(value: Json, signal?: AbortSignal, ours?: Pseudonyms, written?: Uint8Array) {
    this.asked += 1;
    return super.classify(value, signal, ours, written);
  }
}

const never = new AbortController().signal;
const content = { to: 'ada@example.org' };
const untouched: Prepared = {
  path: '/',
  headers: {},
  body: Buffer.from(JSON.stringify(content)),
  warnings: [],
  untouched: true,
  pseudonyms: undefined,
};

test('the same bytes are looked through once, however many candidates would get them', async () => {
  const classifier = new Counting();
  const labels = new CallLabels(classifier, content);
  const first = await labels.of(untouched, ['secret'], never);
  expect(first).toEqual({ labels: ['personal', 'secret'], found: { email: 1 } });
  expect(await labels.of(untouched, ['secret'], never)).toEqual(first);
  expect(classifier.asked).toBe(1);
});

test('other bytes for another wire, and those with pseudonyms, are looked through themselves', async () => {
  const labels = new CallLabels(new Classifier(), content);
  expect((await labels.of(untouched, [], never)).labels).toEqual(['personal']);
  const other = { ...untouched, untouched: false, body: Buffer.from('{"password":"hunter22"}') };
  expect((await labels.of(other, [], never)).labels).toEqual(['secret']);
  const without = { ...other, body: Buffer.from('{}'), pseudonyms: new Pseudonyms('tokens') };
  expect((await labels.of(without, [], never)).labels).toEqual([]);
});

test('a look that was given up is not taken for a result', async () => {
  const large = { a: 'words and 1234 5678 numbers. '.repeat(20_000), to: 'ada@example.org' };
  const labels = new CallLabels(new Classifier(), large);
  await expect(labels.of(untouched, [], AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  expect((await labels.of(untouched, [], never)).labels).toEqual(['personal']);
});

test('a number that reading has rounded is found as it was written', async () => {
  const written = '{"card":4111111111111111110}';
  const labels = new CallLabels(new Classifier(), JSON.parse(written) as Json);
  const { found } = await labels.of({ ...untouched, body: Buffer.from(written) }, [], never);
  expect(found['payment-card']).toBeGreaterThan(0);
});
