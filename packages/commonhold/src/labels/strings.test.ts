import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '#base';
import { literalsOf } from './pseudonymise/json-literals.ts';
import { fieldText, textsOf } from './strings.ts';

const textsIn = (json: string): string[] => [...textsOf(JSON.parse(json) as Json, Buffer.from(json))];

test('a short value is seen below the name of its field, and so is each of a list', () => {
  expect(textsIn('{"dob":"1971-05-03","dobs":["1971-05-03",["x"],{"y":"z"}]}')).toEqual([
    'dob:\n1971-05-03',
    'dobs',
    'dobs:\n1971-05-03',
    'dobs:\nx',
    'y:\nz',
  ]);
});

test('a number that a reader would round is seen as it was written', () => {
  expect(textsIn('{"card":6212341111111111111}')).toContain('6212341111111111111');
  expect(textsIn('{"card":4111111111111111}')).toEqual(['card:\n4111111111111111']);
});

test('every string that can be replaced is one that was looked at, with the same name before it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const json = JSON.stringify({ value });
      const seen = new Set(textsIn(json));
      for (const { text, isName, field } of literalsOf(json)) {
        if (!isName) expect(seen).toContain(field === undefined ? text : fieldText(field, text));
      }
    }),
  );
});

test('values without any text let others have their turn too', () => {
  const told = textsIn(`[${'[],{},1,null,'.repeat(1000)}1]`);
  expect(new Set(told)).toEqual(new Set(['']));
  expect(told.length).toBeGreaterThan(50);
});
