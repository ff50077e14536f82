import { describe, expect, test } from 'vitest';
import { Classifier } from './classifier.ts';
import { Dictionary } from './dictionary.ts';

const classifier = new Classifier();
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const mail = 'ada@example.org';

describe('what is in a body', () => {
  test.each([
    ['a value', { a: mail }],
    ['the name of a field', { [mail]: {} }],
    ['a list in a list', [[[mail]]]],
    ['percent signs', { url: `https://example.org/?q=${encodeURIComponent(mail)}` }],
    ['base64', { file: base64(`To: ${mail}, about it`) }],
    ['base64 in base64', { file: base64(`x ${base64(`mail ${mail} now`)} y`) }],
    ['JSON in a string', { arguments: JSON.stringify({ to: mail }) }],
    ['escapes of JSON in a string', { arguments: '{"to":"ada\\u0040example.org"}' }],
    ['HTML', { page: 'ada&#64;example&period;org' }],
    ['the end of a long text', { a: `${'words and more words. '.repeat(5_000)} ${mail}` }],
    ['where pieces of a long text meet', { a: `${'x '.repeat(8_190)}${mail}${' y'.repeat(8_190)}` }],
    ['text beside a picture', { a: `${base64('\0\x01\xFF'.repeat(5000))} ${mail}` }],
    ['text in base64 of many pages', { a: base64(`${'A page of words. '.repeat(4_000)} ${mail}`) }],
  ])('is found in %s', async (_, body) => {
    expect(await classifier.classify(body)).toEqual({ labels: ['personal'], found: { email: 1 } });
  });

  test.each([
    ['a date of birth', { dob: '1971-05-03' }, 'birth-date'],
    ['a password', { password: 'hunter22' }, 'password'],
    ['a number without its separators', { ssn: '536904399' }, 'national-id'],
    ['a number that is one in JSON', { card: 4111111111111111 }, 'payment-card'],
  ])('is told by the name of its field: %s', async (_, body, detector) => {
    expect((await classifier.classify(body)).found).toEqual({ [detector]: 1 });
  });

  test('is told the same when it comes again, in another body', async () => {
    const long = `${'Dear all, here is what we know. '.repeat(20)} ${mail} 4111 1111 1111 1111`;
    const first = await classifier.classify({ messages: [{ content: long }] });
    expect(first).toEqual({ labels: ['personal'], found: { email: 1, 'payment-card': 1 } });
    expect(await classifier.classify([long, { again: true }])).toEqual(first);
  });

  test('has the labels of all its parts, and no label for what is only a hint', async () => {
    const body = { a: mail, b: { password: 'hunter22' }, c: 'const a = 1;\nwords\nlet b = 2;\n' };
    expect((await classifier.classify(body)).labels).toEqual(['personal', 'secret']);
  });

  test('has the labels of the owner, wherever a term is decoded from', async () => {
    const own = new Classifier(new Dictionary([{ label: 'project', terms: ['Blue Heron'] }]));
    expect(await own.classify({ a: base64('We speak of blue herons here') })).toEqual({
      labels: ['project'],
      found: { dictionary: 1 },
    });
  });

  test('is not gone through to the end for somebody who has left', async () => {
    const gone = new Error('gone');
    const large = { a: 'words and 1234 5678 numbers. '.repeat(20_000) };
    await expect(new Classifier().classify(large, AbortSignal.abort(gone))).rejects.toBe(gone);
  });

  test('lets others work while it is large', async () => {
    let turns = 0;
    const other = setInterval(() => (turns += 1), 0);
    await new Classifier().classify({ a: 'words and 1234 5678 numbers. '.repeat(20_000) });
    clearInterval(other);
    expect(turns).toBeGreaterThan(3);
  });
});
