import * as fc from 'fast-check';
import type { Json } from '#base';
import type { Extra, WireName } from '#call';

/** Values of which calls and answers are made in property tests, as JSON gives them back. */

export const text = fc.string({ unit: 'grapheme', maxLength: 12 });
export const word = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 8 });
/** JSON has one zero: a negative one is written as 0. */
export const number = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .map((value) => (value === 0 ? 0 : value));
export const json: fc.Arbitrary<Json> = fc
  .jsonValue({ maxDepth: 2 })
  .map((value) => JSON.parse(JSON.stringify(value).replaceAll('-0', '0')));
export const jsonObject = fc.dictionary(word, json, { maxKeys: 3 });
export const base64 = fc.base64String({ minLength: 4, maxLength: 8 });

/** Where a picture is, or what is in it. */
export const image = fc.oneof(
  fc.record({ type: fc.constant('url' as const), url: fc.webUrl() }),
  fc.record({ type: fc.constant('base64' as const), mediaType: fc.constant('image/png'), data: base64 }),
);

export function optional<T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<
  Partial<T>
> {
  return fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;
}

/** Fields that nobody knows. */
export function fieldsOf(value: fc.Arbitrary<Json> = json): fc.Arbitrary<Record<string, Json>> {
  return fc.dictionary(
    word.map((name) => `x-${name}`),
    value,
    { minKeys: 1, maxKeys: 2 },
  );
}

/** Fields that only one wire knows, sometimes. */
export function extraOf(wire: WireName, fields: fc.Arbitrary<Record<string, Json>>) {
  return optional<{ extra: Extra }>({ extra: fields.map((kept) => ({ wire, fields: kept })) });
}

/** A value of the neutral model that may bring such fields along. */
export function withExtraOf(extra: fc.Arbitrary<{ extra?: Extra }>) {
  return <T extends object>(value: fc.Arbitrary<T>): fc.Arbitrary<T & { extra?: Extra }> =>
    fc.tuple(value, extra).map(([part, kept]) => ({ ...part, ...kept }));
}
