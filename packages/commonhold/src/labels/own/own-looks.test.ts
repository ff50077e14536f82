import { expect, test } from 'vitest';
import { Classifier } from '../classifier.ts';
import { Pseudonyms } from '../pseudonymise/pseudonyms.ts';
import { provenDetectorFile } from './detector-file.ts';
import type { OwnDetector } from './own-detector.ts';

const read = (more: object): OwnDetector =>
  provenDetectorFile('member', new Set(['personal', 'maybe'])).parse({
    label: 'personal',
    why: 'Numbers of members.',
    cues: ['MB-'],
    pattern: String.raw`MB-\d{6}`,
    replaceAs: 'ID',
    examples: { finds: ['MB-204711'], leaves: ['MB-20471'] },
    ...more,
  });
const classifierOf = (more: object = {}): Classifier => new Classifier(undefined, { own: [read(more)] });
const base64 = (text: string): string => Buffer.from(text).toString('base64');

test.each([
  ['a value', { a: 'see MB-204711' }],
  ['the name of a field', { 'MB-204711': {} }],
  ['base64', { file: base64('we saw MB-204711 there today') }],
  ['escapes of JSON in a string', { arguments: String.raw`{"of":"\u004dB-204711"}` }],
  ['where pieces of a long text meet', { a: `${'x '.repeat(8_189)}MB-204711${' y'.repeat(8_190)}` }],
])('what a detector of the owner finds is counted once in %s', async (_, body) => {
  expect(await classifierOf().classify(body)).toEqual({ labels: ['personal'], found: { member: 1 } });
});

test('it is told as its file says: possible raises nothing, and a hint raises the label of the owner', async () => {
  const body = { a: 'MB-204711' };
  expect(await classifierOf({ confidence: 'possible' }).classify(body)).toEqual({ labels: [], found: {} });
  const hinting = classifierOf({ confidence: 'hint', label: 'maybe' });
  expect(await hinting.classify(body)).toEqual({ labels: ['maybe'], found: { member: 1 } });
  expect(hinting.labels).toContain('maybe');
});

test('what is likely is replaced by a pseudonym of its kind, and a hint never is', async () => {
  const bytes = Buffer.from('{"a":"MB-204711 and MB-204712"}');
  const pseudonyms = new Pseudonyms('tokens');
  const likely = classifierOf();
  const sent = Buffer.from(await likely.pseudonymise(bytes, pseudonyms)).toString();
  expect(sent).toBe('{"a":"⟦ID_1⟧ and ⟦ID_2⟧"}');
  expect((await likely.classify(JSON.parse(sent), undefined, pseudonyms)).labels).toEqual([]);
  const hinting = classifierOf({ confidence: 'hint', label: 'maybe' });
  expect(Buffer.from(await hinting.pseudonymise(bytes, new Pseudonyms('tokens')))).toEqual(bytes);
});

test('others get their turn while a bad pattern goes through a text of nothing but cues', async () => {
  const own = [
    read({
      cues: ['aa'],
      pattern: '(?:a?){60}a{60}b',
      examples: { finds: [`${'a'.repeat(60)}b`], leaves: ['x'] },
    }),
  ];
  let turns = 0;
  const other = setInterval(() => (turns += 1), 0);
  await new Classifier(undefined, { own }).classify({ a: 'aaa aaaa '.repeat(2_000) });
  clearInterval(other);
  expect(turns).toBeGreaterThan(3);
});
