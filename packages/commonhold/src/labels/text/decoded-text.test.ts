import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DecodedText, encodedRuns, unescapedText } from './decoded-text.ts';

function decodedTextsOf(text: string): Pick<DecodedText, 'text' | 'outerRange'>[] {
  const unescaped = unescapedText(text);
  const runs = [...encodedRuns(text)].flatMap(({ start, end, text: inner }) =>
    inner === undefined ? [] : [{ text: inner, outerRange: () => ({ start, end }) }],
  );
  return unescaped === undefined ? runs : [unescaped, ...runs];
}

const texts = (text: string): string[] => decodedTextsOf(text).map((one) => one.text);

describe('texts inside a text', () => {
  test.each([
    ['percent signs', 'q=ada%40example.org&x=%C3%A9', 'q=ada@example.org&x=é'],
    ['escapes of JSON in a string', String.raw`{"to":"ada\u0040example.org"}`, '{"to":"ada@example.org"}'],
    ['HTML', 'ada&#64;example&period;org &#x41;', 'ada@example.org A'],
    ['HTML without its semicolons', 'ada&#64 x &#X41', 'ada@ x A'],
    ['JSON in a string', String.raw`{"q":"\"a\"\n4111\tb\\c"}`, '{"q":""a"\n4111\tb\\c"}'],
    [
      'a form, where a plus is a space',
      'https://a.example/?q=Ada+Lovelace&r=1+2',
      'https://a.example/?q=Ada Lovelace&r=1 2',
    ],
    ['many characters of three bytes', encodeURIComponent('東京計画'.repeat(9)), '東京計画'.repeat(9)],
  ])('are read through %s', (_, text, inner) => {
    expect(texts(text)).toContain(inner);
  });

  test('are read out of lines of base64 as mail has them, and lines that say nothing together are read one by one', () => {
    const secret =
      'Dear all, this goes on over a line of mail: ada@example.org is where to write to, and no other.';
    const lines = Buffer.from(secret).toString('base64').replaceAll(/.{76}/g, '$&\r\n');
    expect(texts(`x\r\n${lines}\r\n\r\ny`)).toContain(secret);
    const one = Buffer.from('ada@example.org is where to write to').toString('base64');
    const opaque = Buffer.alloc(36, 0xff).toString('base64');
    expect(texts(`${opaque}\n${one}\n${opaque}`)).toContain('ada@example.org is where to write to');
  });

  test('are read out of base64 within the path of an address and behind the kind of a token', () => {
    const secret = 'It says ada@example.org';
    const run = Buffer.from(secret).toString('base64url');
    expect(texts(`https://a.example/files/${run}`)).toContain(secret);
    expect(texts(`token_${run}`)).toContain(secret);
  });

  test('are read out of base64, of its form for addresses, and out of hex', () => {
    const secret = 'ada@example.org, 4111 1111 1111 1111';
    expect(texts(`x ${Buffer.from(secret).toString('base64')} y`)).toContain(secret);
    expect(texts(`x=${Buffer.from(`${secret}??>`).toString('base64url')}&y`)).toContain(`${secret}??>`);
    expect(texts(`0x${Buffer.from(secret).toString('hex')}`.slice(2))).toContain(secret);
    expect(texts(Buffer.from(secret, 'utf16le').toString('base64'))).toContain(secret);
  });

  test('are not seen in what is no encoding', () => {
    expect(texts('100 % of /usr/local/lib/node_modules/npm, C:\\users, R&D')).toEqual([]);
    expect(
      texts(Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 1, 2]).toString('base64')),
    ).toEqual([]);
  });

  test('have ranges that hold what they were decoded from', () => {
    const piece = fc.oneof(
      fc.constantFrom('%41', '&#66;', '\\u0043', '%zz', '&', 'é'),
      fc.string({ maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.nat(), fc.nat(), (pieces, from, count) => {
        const outer = pieces.join('');
        const [inner] = decodedTextsOf(outer).filter((one) => one.outerRange(0, 1).end < outer.length);
        if (inner === undefined || inner.text.length === 0) return;
        const start = from % inner.text.length;
        const end = start + 1 + (count % (inner.text.length - start));
        const range = inner.outerRange(start, end);
        const part = outer.slice(range.start, range.end);
        expect(range.start).toBeLessThan(range.end);
        expect([part, ...texts(part)]).toEqual(
          expect.arrayContaining([expect.stringContaining(inner.text.slice(start, end))]),
        );
      }),
    );
  });
});

/** Every run of signs as base64 has them, one after the other, and what can be read in it as a whole. */
function runsByPattern(text: string): { start: number; end: number; text: string | undefined }[] {
  return Array.from(text.matchAll(/[A-Za-z0-9+/_-]{16,}/g), ({ 0: run, index }) => {
    const isHex = run.length % 2 === 0 && /^[0-9A-Fa-f]+$/.test(run);
    const bytes = Buffer.from(run, isHex ? 'hex' : 'base64');
    const isWide = bytes.length % 2 === 0 && bytes[1] === 0 && bytes.length > 3 && bytes[3] === 0;
    const said = isWide ? bytes.toString('utf16le') : bytes.toString();
    // eslint-disable-next-line no-control-regex
    const isText = !/[\0-\x08\x0E-\x1F\x7F\uFFFD]/.test(said);
    return { start: index, end: index + run.length, text: isText ? said : undefined };
  });
}

test('runs are found and read as a pattern and a decoder would, whatever stands around them and whatever they say', () => {
  // A run with one of these signs may be told in pieces.
  const isOnePiece = (run: string): boolean => !/[/_+-]/.test(run);
  const written = fc
    .tuple(fc.string({ unit: 'binary', minLength: 4, maxLength: 30 }), fc.constantFrom('base64url', 'hex'))
    .map(([said, encoding]) => Buffer.from(said).toString(encoding as 'hex'))
    .filter(isOnePiece);
  const wide = fc
    .string({ minLength: 8, maxLength: 20 })
    .map((said) => Buffer.from(said, 'utf16le').toString('hex'));
  const noise = fc.string({ unit: fc.constantFrom(...Array.from('abcXYZ0189')), maxLength: 40 });
  const between = fc.constantFrom(' ', '. ', '\n\n', '" ', 'é');
  const texts = fc.array(fc.tuple(fc.oneof(written, wide, noise), between), { maxLength: 6 });
  fc.assert(
    fc.property(texts, (parts) => {
      const text = parts.flat().join('');
      expect([...encodedRuns(text)]).toEqual(runsByPattern(text));
    }),
    { numRuns: 500 },
  );
});
