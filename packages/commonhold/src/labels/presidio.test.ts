import { describe, expect, test } from 'vitest';
import { Classifier } from './classifier.ts';
import { type AskPresidio, type PresidioOptions, presidioDetector } from './presidio.ts';
import { Pseudonyms } from './pseudonymise/pseudonyms.ts';

const options: PresidioOptions = {
  url: 'http://127.0.0.1:5002',
  language: 'en',
  minimumScore: 0.5,
  entities: { PERSON: 'personal', NRP: 'special', EMAIL_ADDRESS: 'personal' },
  timeoutMs: 5000,
  onFailure: 'refuse',
};

interface Asked {
  readonly text: string;
  readonly language: string;
  readonly score_threshold: number;
  readonly entities: readonly string[];
}

/** Answers as Presidio does: offsets count code points, and an explanation comes along. */
function presidio(names: Readonly<Record<string, string>>, score = 0.85) {
  const asked: Asked[] = [];
  const ask: AskPresidio = async (path, body, signal) => {
    expect(path).toBe('/analyze');
    signal.throwIfAborted();
    const request = body as Asked;
    asked.push(request);
    const points = Array.from(request.text);
    const found: object[] = [];
    for (const [name, type] of Object.entries(names)) {
      const letters = Array.from(name);
      for (let start = 0; start + letters.length <= points.length; start++) {
        if (letters.every((letter, index) => points[start + index] === letter)) {
          found.push({
            analysis_explanation: null,
            entity_type: type,
            start,
            end: start + letters.length,
            score,
          });
        }
      }
    }
    return found;
  };
  return { asked, ask };
}

function classifierWith(ask: AskPresidio, more: Partial<PresidioOptions> = {}): Classifier {
  return new Classifier(undefined, { stronger: presidioDetector({ ...options, ...more }, ask) });
}

const never: AskPresidio = (_path, _body, signal) =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

describe('Presidio beside the node', () => {
  test('is asked for the kinds that the owner named, and what it finds joins what is found anyway', async () => {
    const { asked, ask } = presidio({ 'Ada Lovelace': 'PERSON', Jewish: 'NRP' });
    const body = { content: 'Ada Lovelace, ada@example.org, is Jewish' };
    expect(await classifierWith(ask).classify(body)).toEqual({
      labels: ['personal', 'special'],
      found: { email: 1, presidio: 2 },
    });
    expect(asked).toEqual([
      {
        text: `content:\n${body.content}`,
        language: 'en',
        score_threshold: 0.5,
        entities: Object.keys(options.entities),
      },
    ]);
  });

  test('finds the right place behind emoji, which it counts as one sign each', async () => {
    const { ask } = presidio({ 'Ada 😀 Lovelace': 'PERSON' });
    const classifier = classifierWith(ask);
    const pseudonyms = new Pseudonyms('tokens');
    const bytes = Buffer.from(JSON.stringify({ content: '👩‍👩‍👧 😀😀 for Ada 😀 Lovelace 🏴‍☠️ only' }));
    const sent = Buffer.from(await classifier.pseudonymise(bytes, pseudonyms)).toString();
    expect(JSON.parse(sent)).toEqual({ content: '👩‍👩‍👧 😀😀 for ⟦PERSON_1⟧ 🏴‍☠️ only' });
  });

  test('has what it finds replaced by pseudonyms, where findings overlap as one', async () => {
    const { ask } = presidio({ 'Ada Lovelace': 'PERSON', 'Lovelace ada@example.org': 'PERSON' });
    const classifier = classifierWith(ask);
    const pseudonyms = new Pseudonyms('tokens');
    const bytes = Buffer.from('{"content":"to Ada Lovelace ada@example.org now"}');
    const sent = Buffer.from(await classifier.pseudonymise(bytes, pseudonyms)).toString();
    expect(sent).toMatch(/^\{"content":"to ⟦[A-Z]+_1⟧ now"\}$/);
    expect((await classifier.classify(JSON.parse(sent), undefined, pseudonyms)).labels).toEqual([]);
  });

  test('sees what is written in base64 and in JSON within a string', async () => {
    const { ask } = presidio({ 'Ada Lovelace': 'PERSON' });
    const inBase64 = Buffer.from('we spoke of Ada Lovelace today').toString('base64');
    const { found } = await classifierWith(ask).classify({ file: inBase64 });
    expect(found['presidio']).toBe(1);
    const escaped = await classifierWith(ask).classify({ arguments: String.raw`{"to":"Ada Lovelace"}` });
    expect(escaped.labels).toEqual(['personal']);
  });

  test('sees every piece of a long text, and each place counts once', async () => {
    const { asked, ask } = presidio({ 'Ada Lovelace': 'PERSON' });
    const text = `${'x '.repeat(8_186)}Ada Lovelace ${'y '.repeat(20_000)}Ada Lovelace`;
    expect((await classifierWith(ask).classify({ text })).found['presidio']).toBe(2);
    for (const { text: piece } of asked) expect(piece.length).toBeLessThan(20_000);
  });

  test('is not asked again about a text that it knows, and asked about one that has only one letter more', async () => {
    const { asked, ask } = presidio({ 'Ada Lovelace': 'PERSON' });
    const classifier = classifierWith(ask);
    const first = await classifier.classify({ a: 'Ada Lovelace', b: 'nobody' });
    expect(await classifier.classify({ a: 'Ada Lovelace', b: 'nobody' })).toEqual(first);
    expect(asked).toHaveLength(2);
    await classifier.classify({ a: 'Ada Lovelace.' });
    expect(asked).toHaveLength(3);
  });

  test('does not tell what it is less sure of than the owner wants, or was not asked for', async () => {
    expect((await classifierWith(presidio({ Ada: 'PERSON' }, 0.4).ask).classify(['Ada'])).labels).toEqual([]);
    expect((await classifierWith(presidio({ Ada: 'LOCATION' }).ask).classify(['Ada'])).labels).toEqual([]);
  });

  test('is not asked about what has no letter and no digit, which it refuses', async () => {
    const { asked, ask } = presidio({});
    await classifierWith(ask).classify(['', ' ', '--', '\uD83D']);
    expect(asked).toEqual([]);
  });

  test.each<[string, AskPresidio]>([
    ['answers with an error', async () => Promise.reject(new Error('status 500'))],
    ['answers with something else', async () => ({ error: 'No text provided' })],
    [
      'answers with places that are none',
      async () => [{ entity_type: 'PERSON', start: 3, end: 2, score: 1 }],
    ],
    [
      'answers with places beyond the end',
      async () => [{ entity_type: 'PERSON', start: 0, end: 99, score: 1 }],
    ],
    ['answers with half a place', async () => [{ entity_type: 'PERSON', start: 0.5, end: 2, score: 1 }]],
  ])('has a call refused when it %s, or labelled so that rules decide', async (_, ask) => {
    await expect(classifierWith(ask).classify({ a: 'text ada@example.org' })).rejects.toMatchObject({
      code: 'detector_unavailable',
    });
    const labelling = classifierWith(ask, { onFailure: 'label' });
    expect((await labelling.classify({ a: 'text ada@example.org' })).labels).toEqual([
      'personal',
      'unchecked',
    ]);
  });

  test('is waited for no longer than the owner says', async () => {
    await expect(classifierWith(never, { timeoutMs: 100 }).classify(['a text'])).rejects.toMatchObject({
      code: 'detector_unavailable',
      values: { detail: 'no answer within 100 ms' },
    });
    const labelling = classifierWith(never, { timeoutMs: 100, onFailure: 'label' });
    expect((await labelling.classify(['a text', 'ada@example.org'])).labels).toEqual([
      'personal',
      'unchecked',
    ]);
  });

  test('is not waited for when the client has left, and then nothing is refused in its name', async () => {
    const leaving = new AbortController();
    const classified = classifierWith(never, { onFailure: 'label' }).classify(['a text'], leaving.signal);
    leaving.abort(new Error('gone'));
    await expect(classified).rejects.toThrow('gone');
  });

  test('is asked anew about what it did not answer', async () => {
    const { ask } = presidio({ Ada: 'PERSON' });
    let isUp = false;
    const classifier = classifierWith(
      (...question) => (isUp ? ask(...question) : Promise.reject(new Error('down'))),
      {
        onFailure: 'label',
      },
    );
    expect((await classifier.classify(['Ada', 'Eve'])).labels).toEqual(['unchecked']);
    isUp = true;
    expect((await classifier.classify(['Ada', 'Eve'])).labels).toEqual(['personal']);
  });

  test('gets at most eight questions of one call at a time', async () => {
    let underWay = 0;
    let most = 0;
    const classifier = classifierWith(async () => {
      most = Math.max(most, (underWay += 1));
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return [];
    });
    await classifier.classify(Array.from({ length: 50 }, (_, index) => `text ${index}`));
    expect(most).toBe(8);
  });
});
