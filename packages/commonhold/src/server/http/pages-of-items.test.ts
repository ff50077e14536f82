import { expect, test } from 'vitest';
import { CommonholdError } from '#base';
import { pageOfItems } from './pages-of-items.ts';

const items = ['a', 'b', 'c'].map((id) => ({ id }));
const ids = (asked: Readonly<Record<string, string>>) => pageOfItems(items, asked).data.map(({ id }) => id);

test('a page begins with the latest, and the next one after the item that is named', () => {
  expect(ids({})).toEqual(['c', 'b', 'a']);
  expect(ids({ order: 'asc', limit: '2' })).toEqual(['a', 'b']);
  expect(pageOfItems(items, { limit: '2', after: 'c' })).toEqual({
    object: 'list',
    data: [{ id: 'b' }, { id: 'a' }],
    first_id: 'b',
    last_id: 'a',
    has_more: false,
  });
  expect(pageOfItems(items, { limit: '1' })).toMatchObject({ first_id: 'c', last_id: 'c', has_more: true });
  expect(pageOfItems([], {})).toMatchObject({ data: [], first_id: null, has_more: false });
});

test.each([
  [{ limit: '0' }, 'limit'],
  [{ limit: '101' }, 'limit'],
  [{ limit: '1e1' }, 'limit'],
  [{ order: 'up' }, 'order'],
  [{ after: 'nobody' }, 'after'],
])('a page of %j is refused by name', (asked, field) => {
  expect(() => pageOfItems(items, asked)).toThrow(CommonholdError);
  expect(() => pageOfItems(items, asked)).toThrow(new RegExp(field));
});
