import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '#base';
import { Classifier } from '../classifier.ts';
import { hasLuhnDigit } from '../detectors/payment-card.ts';
import { Dictionary } from '../dictionary.ts';
import { Pseudonyms, type PseudonymStyle } from './pseudonyms.ts';
import { Restorer, restoreText } from './restorer.ts';

const classifier = new Classifier(
  new Dictionary([
    { label: 'personal', terms: ['Ada Lovelace', 'Müller'] },
    { label: 'confidential', terms: ['Project Heron'] },
  ]),
);

async function rewrite(
  json: string,
  style: PseudonymStyle = 'tokens',
): Promise<{ sent: string; pseudonyms: Pseudonyms; labels: readonly string[] }> {
  const pseudonyms = new Pseudonyms(style);
  const bytes = await classifier.pseudonymise(Buffer.from(json), pseudonyms);
  const sent = Buffer.from(bytes).toString();
  const { labels } = await classifier.classify(JSON.parse(sent) as Json, undefined, pseudonyms);
  return { sent, pseudonyms, labels };
}

const planted: readonly (readonly [string, string, string])[] = [
  ['an e-mail address', 'ada@example.org', 'EMAIL'],
  ['a telephone number', '+49 30 901820', 'PHONE'],
  ['a card', '4111 1111 1111 1111', 'CARD'],
  ['an account', 'DE89 3704 0044 0532 0130 00', 'IBAN'],
  ['a national id', '12345678Z', 'ID'],
  ['an address in a network', '203.0.113.77', 'IP'],
  ['an address of a network card', '3c:22:fb:9a:01:7d', 'MAC'],
  ['a key', 'ghp_16C7e42F292c6912E7710c838347Ae178B4a', 'SECRET'],
  ['a name that the owner listed', 'Ada Lovelace', 'PERSON'],
  ['a term that the owner listed', 'Project Heron', 'TERM'],
];

describe('what is found in a document', () => {
  test.each(planted)('is replaced by a token: %s', async (_, value, kind) => {
    const { sent, labels } = await rewrite(
      JSON.stringify({ messages: [{ content: `It is ${value}, yes.` }] }),
    );
    expect(sent).toBe(`{"messages":[{"content":"It is ⟦${kind}_1⟧, yes."}]}`);
    expect(labels).toEqual([]);
  });

  test('has the same token wherever it comes again, numbered by first appearance', async () => {
    const { sent } = await rewrite('["a@x.org, b@x.org","b@x.org and A@x.org","c@x.org"]');
    expect(sent).toBe('["⟦EMAIL_1⟧, ⟦EMAIL_2⟧","⟦EMAIL_2⟧ and ⟦EMAIL_1⟧","⟦EMAIL_3⟧"]');
  });
});

describe('no part of a value is left', () => {
  test('where it is said once more without the words by which it was found', async () => {
    const { sent } = await rewrite(
      '["Before: hunter22x.","the password is hunter22x, born on 1971-05-03","1971-05-03; hunter22x, xhunter22x"]',
    );
    expect(sent).toBe(
      '["Before: ⟦SECRET_1⟧.","the password is ⟦SECRET_1⟧, born on ⟦DATE_1⟧","⟦DATE_1⟧; ⟦SECRET_1⟧, xhunter22x"]',
    );
  });

  test('of a key that is told by how it begins and is longer than that', async () => {
    const token = `eyJhbGciOiJIUzI1NiJ9.eyJ${'zdWIiOiIxMjM0NTY3ODkw'.repeat(4)}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk`;
    expect((await rewrite(JSON.stringify([`It is ${token}.`]))).sent).toBe('["It is ⟦SECRET_1⟧."]');
    const long = `hvb.${'aB3dE5fG7hJ9kL1mN2pQ4rS-'.repeat(12)}`;
    expect((await rewrite(JSON.stringify([`It is ${long} here.`]))).sent).toBe('["It is ⟦SECRET_1⟧ here."]');
  });

  test('behind a line break of JSON within a string, which stays one', async () => {
    const { sent, pseudonyms } = await rewrite(
      JSON.stringify({ arguments: JSON.stringify({ q: 'To:\nada@example.org\n4111 1111 1111 1111' }) }),
    );
    const { arguments: inner } = JSON.parse(sent) as { arguments: string };
    expect(JSON.parse(inner)).toEqual({ q: 'To:\n⟦EMAIL_1⟧\n⟦CARD_1⟧' });
    expect(restoreText(pseudonyms, inner, 'json-string')).toBe(
      JSON.stringify({ q: 'To:\nada@example.org\n4111 1111 1111 1111' }),
    );
  });
});

describe('a document', () => {
  test('keeps every byte beside what is replaced: spaces, order, numbers, escapes', async () => {
    const before = '{ "b" : [1.50e3,"h\\u00e9 \\"';
    const after = '\\" \\ud83d\\ude00\\n" ],\n\t"a":"\\/x","z":12 }';
    const { sent } = await rewrite(`${before}ada\\u0040example.org${after}`);
    expect(sent).toBe(`${before}⟦EMAIL_1⟧${after}`);
  });

  test('that holds nothing is given back as it is', async () => {
    const bytes = Buffer.from('{"a":"h\\u00e9","b":[]}');
    expect(await classifier.pseudonymise(bytes, new Pseudonyms())).toBe(bytes);
  });

  test('inside a string is rewritten there, and its own escapes are resolved in the value', async () => {
    const { sent, pseudonyms, labels } = await rewrite(
      JSON.stringify({ arguments: '{"to":"M\\u00fcller","n":["ada@example.org"]}' }),
    );
    expect(sent).toBe(JSON.stringify({ arguments: '{"to":"⟦PERSON_1⟧","n":["⟦EMAIL_1⟧"]}' }));
    expect(restoreText(pseudonyms, '⟦PERSON_1⟧')).toBe('Müller');
    expect(labels).toEqual([]);
  });

  test.each([
    ['the name of a field', { 'ada@example.org': 1 }, 'personal'],
    ['a number', { card: 4111111111111111 }, 'personal'],
    ['base64', { file: Buffer.from('To: ada@example.org, about it').toString('base64') }, 'personal'],
    ['a mark, which is not what it marks', { a: 'STRICTLY CONFIDENTIAL' }, 'confidential'],
    [
      'the beginning of a private key, which leaves the key',
      { a: `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0B'.repeat(3)}` },
      'secret',
    ],
  ])('keeps its label where it cannot be rewritten: %s', async (_, value, label) => {
    const json = JSON.stringify(value);
    const { sent, labels } = await rewrite(json);
    expect(sent).toBe(json);
    expect(labels).toEqual([label]);
  });

  test('that names a password keeps no label for the token that stands in its place', async () => {
    const { sent, labels } = await rewrite('{"a":"password: hunter22!x, and so on"}');
    expect(sent).toBe('{"a":"password: ⟦SECRET_1⟧, and so on"}');
    expect(labels).toEqual([]);
  });

  test('keeps its label where a finding reaches beyond a token', async () => {
    const { pseudonyms } = await rewrite('["Ada Lovelace"]');
    const { labels } = await classifier.classify(['⟦PERSON_1⟧x@example.org'], undefined, pseudonyms);
    const { labels: none } = await classifier.classify(['⟦PERSON_1⟧ x'], undefined, pseudonyms);
    expect([labels, none]).toEqual([['personal'], []]);
  });
});

const value = fc.constantFrom(...planted.map(([, one]) => one));
const words = fc.array(
  fc.oneof(
    value,
    fc.constantFrom(
      '⟦PERSON_1⟧',
      '⟦',
      '⟦EMAIL_',
      'ID_1',
      'the',
      '"',
      '\\',
      'person1@example.invalid',
      'ü',
      '😀',
    ),
    fc.string({ unit: 'binary', maxLength: 8 }).filter((text) => text.isWellFormed()),
  ),
  { maxLength: 12 },
);
const text = words.map((all) => all.join(' , '));
const document = fc.letrec<{ node: Json }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer({ max: 1000 }),
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'content', 'x y'), tie('node'), { maxKeys: 3 }),
  ),
})).node;
const styles = fc.constantFrom<PseudonymStyle>('tokens', 'realistic');

function pieces(whole: string, cuts: readonly number[]): string[] {
  const at = [...new Set([0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length])].sort(
    (a, b) => a - b,
  );
  return at.slice(1).map((end, index) => whole.slice(at[index], end));
}

describe('for any document', () => {
  test('what is rewritten and restored is what it was', async () => {
    await fc.assert(
      fc.asyncProperty(document, styles, fc.integer({ min: 0, max: 2 }), async (value, style, space) => {
        const json = JSON.stringify({ value }, undefined, space);
        const { sent, pseudonyms } = await rewrite(json, style);
        expect(restoreText(pseudonyms, sent, 'json-string')).toBe(json);
      }),
      { numRuns: 300 },
    );
  });

  test('no value that is found leaves, and nothing that is ours is taken for one', async () => {
    await fc.assert(
      fc.asyncProperty(document, styles, async (value, style) => {
        const { sent, labels } = await rewrite(JSON.stringify({ value: [value] }), style);
        for (const [, one] of planted) expect(sent).not.toContain(one);
        // A surrogate that the client wrote itself is an address like any other and was replaced.
        expect(labels).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('a pseudonym is nothing that the client wrote itself', async () => {
    await fc.assert(
      fc.asyncProperty(document, styles, async (value, style) => {
        const json = JSON.stringify({ value });
        const { pseudonyms } = await rewrite(json, style);
        expect(restoreText(pseudonyms, json)).toBe(json);
      }),
      { numRuns: 200 },
    );
  });
});

describe('an answer', () => {
  test('is restored to the same text wherever its pieces were cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(text, fc.constantFrom('⟦EMAIL_1⟧', '⟦EMAIL_2⟧', '⟦EMAIL_11⟧', '⟦EMAIL_1')), {
          maxLength: 6,
        }),
        fc.array(fc.nat(400), { maxLength: 12 }),
        async (parts, cuts) => {
          const { pseudonyms } = await rewrite('["a@x.org b@x.org Ada Lovelace"]');
          const answer = parts.join('');
          const restorer = new Restorer(pseudonyms);
          const restored = pieces(answer, cuts).map((piece) => restorer.push(piece));
          expect(restored.join('') + restorer.end()).toBe(restoreText(pseudonyms, answer));
        },
      ),
    );
  });

  test('without a pseudonym is what it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (answer) => {
        const pseudonyms = new Pseudonyms();
        pseudonyms.mint('a@x.org', 'EMAIL');
        expect(restoreText(pseudonyms, answer)).toBe(answer);
      }),
    );
  });

  test('is passed on at once but for what may be the beginning of a token', () => {
    const pseudonyms = new Pseudonyms();
    pseudonyms.mint('a@x.org', 'EMAIL');
    const restorer = new Restorer(pseudonyms);
    const told = ['To ', '⟦EM', 'AIL_', '1⟧ and ⟦', 'EMAIL_2⟧', ' ⟦EMAIL_1'].map((piece) =>
      restorer.push(piece),
    );
    expect([...told, restorer.end()]).toEqual(['To ', '', '', 'a@x.org and ', '⟦EMAIL_2⟧', ' ', '⟦EMAIL_1']);
  });

  test('gets no value for a token that another call minted', () => {
    const [one, other] = [new Pseudonyms(), new Pseudonyms()];
    one.mint('a@x.org', 'EMAIL');
    other.mint('b@x.org', 'EMAIL');
    other.mint('c@x.org', 'EMAIL');
    expect(restoreText(one, '⟦EMAIL_1⟧ ⟦EMAIL_2⟧')).toBe('a@x.org ⟦EMAIL_2⟧');
    expect(one.unrestoredIn('⟦EMAIL_1⟧ ⟦EMAIL_2⟧')).toBe(1);
  });

  test.each(['EMAIL_1', '[EMAIL_1]', '⟦email_1⟧', '⟦EMAIL_7⟧', "⟦EMAIL_1's⟧"])(
    'is left as it is and told of where a token was changed: %s',
    (changed) => {
      const pseudonyms = new Pseudonyms();
      pseudonyms.mint('a@x.org', 'EMAIL');
      expect(restoreText(pseudonyms, `Write to ${changed}.`)).toBe(`Write to ${changed}.`);
      expect(pseudonyms.unrestoredIn(`Write to ${changed}.`)).toBe(1);
    },
  );

  test('is not told of for names in programs that only resemble tokens', () => {
    const pseudonyms = new Pseudonyms();
    pseudonyms.mint('a@x.org', 'EMAIL');
    expect(pseudonyms.unrestoredIn('user_id_1 = DATE_1 + MY_EMAIL_1 + email_1')).toBe(0);
  });

  test('is not told of for what the client itself wrote', async () => {
    const { pseudonyms, sent } = await rewrite('["⟦EMAIL_1⟧ a@x.org"]');
    expect(sent).toBe('["⟦EMAIL_1⟧ ⟦EMAIL_2⟧"]');
    expect(pseudonyms.unrestoredIn('⟦EMAIL_1⟧ ⟦EMAIL_2⟧')).toBe(0);
  });

  test('in JSON has values with the escapes that JSON wants', () => {
    const pseudonyms = new Pseudonyms();
    pseudonyms.mint('pass"word\\1', 'SECRET');
    expect(restoreText(pseudonyms, '{"a":"⟦SECRET_1⟧"}', 'json-string')).toBe('{"a":"pass\\"word\\\\1"}');
  });
});

describe('realistic surrogates', () => {
  test('are of the same type, belong to nobody, and are restored', async () => {
    const values = ['ada@example.org', '+49 30 901820', '203.0.113.77', 'Ada Lovelace'];
    const { sent, pseudonyms, labels } = await rewrite(JSON.stringify(values), 'realistic');
    expect(JSON.parse(sent)).toEqual([
      'person1@example.invalid',
      '+44 20 7946 0001',
      '192.0.2.100',
      'Robin Ashgrove',
    ]);
    expect(labels).toEqual([]);
    expect(restoreText(pseudonyms, sent)).toBe(JSON.stringify(values));
    expect(pseudonyms.unrestoredIn('Robin wrote to person9@example.invalid')).toBe(2);
  });

  test('of cards and accounts have check digits that no card and no account has', () => {
    const pseudonyms = new Pseudonyms('realistic');
    const minted = new Set<string>();
    for (let number = 1; number < 10_000; number++) {
      const card = pseudonyms.mint(`card ${number}`, 'CARD');
      expect(hasLuhnDigit(card.replaceAll(' ', ''))).toBe(false);
      const account = pseudonyms.mint(`account ${number}`, 'IBAN');
      expect(account).toMatch(/^DE00 \d{4} \d{4} \d{4} \d{4} \d\d$/);
      minted.add(card).add(account);
    }
    expect(minted.size).toBe(2 * 9999);
    expect(pseudonyms.mint('one more', 'CARD')).toBe('⟦CARD_10000⟧');
  });

  test('are all different until their range is used up', () => {
    const pseudonyms = new Pseudonyms('realistic');
    const names = Array.from({ length: 256 }, (_, number) => pseudonyms.mint(`name ${number}`, 'PERSON'));
    expect(new Set(names).size).toBe(256);
    expect(pseudonyms.mint('one more', 'PERSON')).toBe('⟦PERSON_257⟧');
  });
});
