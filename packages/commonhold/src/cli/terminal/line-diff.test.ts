import { expect, test } from 'vitest';
import { lineDiff } from './line-diff.ts';

test('a difference shows what goes and comes, and two lines around it', () => {
  expect(lineDiff('1\n2\n3\n4\n5\n6\n', '1\n2\n3\n4\nx\n6\n')).toEqual([
    '  …',
    '  3',
    '  4',
    '- 5',
    '+ x',
    '  6',
  ]);
});
