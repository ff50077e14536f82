import * as fc from 'fast-check';

/**
 * JSON as texts, spelled in ways that nobody would choose who reads and writes it anew: numbers that no double holds or that come
 * out otherwise, escapes where none are needed, keys in any order and unknown ones, spaces anywhere.
 */

const numbers = fc.constantFrom(
  '0',
  '-0',
  '-0.0',
  '1.0',
  '1e3',
  '1E+2',
  '1.50e-3',
  '0.1000',
  '1.0e-400',
  '12345678901234567890123',
  '-9007199254740993',
  '1.7976931348623157e308',
);

const letters = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 6 }).map((text) => JSON.stringify(text).slice(1, -1)),
  fc.constantFrom(
    '\\u0041',
    '\\/',
    '\\u00e9',
    '\\u00E9',
    'é',
    '\\ud83d\\udc4b',
    '👋',
    '\\t',
    '\\u0009',
    '\u2028',
    '\u007f',
  ),
);
export const strings = fc.array(letters, { maxLength: 4 }).map((pieces) => `"${pieces.join('')}"`);

const spaces = (lineBreaks: boolean): fc.Arbitrary<string> =>
  fc.constantFrom('', '', ' ', '\t', '  ', ...(lineBreaks ? ['\n', '\r\n\t'] : []));

/** Key and value, each as it is spelled. */
export type Field = readonly [key: string, value: string];

export function objects(
  fields: fc.Arbitrary<readonly Field[]>,
  lineBreaks: boolean,
  twice = false,
): fc.Arbitrary<string> {
  const space = spaces(lineBreaks);
  const unknown = fc
    .array(fc.tuple(strings, values(lineBreaks)), { maxLength: 3 })
    // A number of its own keeps a key from being there twice, which is refused in requests.
    .map((list) => list.map(([key, value], at): Field => [`"x-${at}${key.slice(1)}`, value]));
  return fc
    .tuple(fields, unknown, fc.boolean())
    .chain(([known, more, again]) => {
      const all = [...known, ...more, ...(twice && again ? more : [])];
      return fc.shuffledSubarray(all, { minLength: all.length });
    })
    .chain((list) =>
      fc.tuple(
        ...list.map(([key, value]) =>
          fc.tuple(space, fc.constant(key), space, space, fc.constant(value), space),
        ),
      ),
    )
    .map(
      (list) => `{${list.map(([a, key, b, c, value, d]) => `${a}${key}${b}:${c}${value}${d}`).join(',')}}`,
    );
}

function values(lineBreaks: boolean): fc.Arbitrary<string> {
  const { value } = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 2 },
      numbers,
      strings,
      fc.constantFrom('true', 'false', 'null'),
      tie('list'),
      tie('object'),
    ),
    list: fc
      .array(tie('value'), { maxLength: 3 })
      .map((list) => `[${list.join(lineBreaks ? ' ,\n' : ' , ')}]`),
    object: fc
      .array(fc.tuple(strings, tie('value')), { maxLength: 3 })
      .map((list) => `{${list.map(([key, value], at) => `"${at}${key.slice(1)} : ${value}`).join(',')}}`),
  }));
  return value;
}

/** The same field wherever it stands, spelled as it is. */
export const field = (key: string, value: fc.Arbitrary<string>): fc.Arbitrary<Field> =>
  value.map((text): Field => [JSON.stringify(key), text]);

/** Texts as events: ends of lines of every kind, comments, ids, a byte order mark before the first. */
export function events(
  data: readonly string[],
  named: (at: number) => string | undefined,
): fc.Arbitrary<string> {
  const before = fc.constantFrom('', ': a comment', ':', 'id: 7', 'retry: 10', 'unheard: of');
  return fc
    .tuple(
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.boolean(),
      fc.array(fc.tuple(before, fc.constantFrom('', ' ')), {
        minLength: data.length,
        maxLength: data.length,
      }),
    )
    .map(([end, hasMark, odd]) => {
      const written = data.map((text, at) => {
        const [line = '', space = ''] = odd[at] ?? [];
        const name = named(at);
        const lines = [line, name === undefined ? '' : `event:${space}${name}`, `data:${space}${text}`];
        return `${lines.filter((one) => one !== '').join(end)}${end}${end}`;
      });
      return `${hasMark ? '\ufeff' : ''}${written.join('')}`;
    });
}
