import { describe, expect, test } from 'vitest';
import { isPickedFull, listAddress, readListAddress, withFilter, withPicked } from './list-address.ts';

const [one, two, three] = ['a'.repeat(26), 'b'.repeat(26), 'c'.repeat(26)];

describe('the address of the list', () => {
  test('holds all filters, the place and what was picked, and reads back as the same', () => {
    const filters = {
      q: 'é & = ?',
      model: 'a/b:c',
      status: 'failed',
      errors: 'true',
      local: 'no',
      from: '2026-11-22T10:00:00.000Z',
    } as const;
    const address = listAddress(filters, { type: 'before', index: 17 }, [one, two]);
    const query = address.slice(address.indexOf('?'));
    expect(readListAddress(query)).toEqual({
      filters,
      place: { type: 'before', index: 17 },
      picked: [one, two],
      unknown: [],
    });
  });

  test('is the same for the same view, in whatever order the filters were chosen', () => {
    const left = withFilter(withFilter({}, 'model', 'm'), 'label', 'personal');
    const right = withFilter(withFilter({}, 'label', 'personal'), 'model', 'm');
    expect(listAddress(left)).toBe(listAddress(right));
    expect(listAddress({})).toBe('/calls');
  });

  test('names what it does not understand instead of dropping it', () => {
    const read = readListAddress('?status=great&colour=red&before=x&from=soon&model=m&model=n&picked=1');
    expect(read.filters).toEqual({ model: 'm' });
    expect(read.place).toEqual({ type: 'latest' });
    expect(read.unknown).toEqual([
      'status=great',
      'colour=red',
      'before=x',
      'from=soon',
      'model=n',
      'picked=1',
    ]);
  });

  test('goes on from the beginning of the log, which the node writes as -1', () => {
    expect(readListAddress('?after=-1').place).toEqual({ type: 'after', index: -1 });
  });

  test('takes two calls to compare and no third', () => {
    const both = withPicked(withPicked([], one, true), two, true);
    expect(both).toEqual([one, two]);
    expect(isPickedFull(both)).toBe(true);
    expect(withPicked(both, three, true)).toEqual(both);
    expect(withPicked(both, one, false)).toEqual([two]);
    expect(readListAddress(`?picked=${[one, two, three].join('.')}`).picked).toEqual([]);
  });
});
