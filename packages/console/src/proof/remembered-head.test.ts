import { expect, test } from 'vitest';
import { compareHeads, recallHead, rememberHead } from './remembered-head.ts';

const head = (size: number, root: string) => ({ size, root, seen: size, note: `note ${size} ${root}` });

function memoryOf(entries: Readonly<Record<string, string>> = {}) {
  const kept = new Map(Object.entries(entries));
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  };
}

test('a browser remembers the largest head, and keeps it when one comes that contradicts it', () => {
  const memory = memoryOf();
  expect(compareHeads(head(5, 'a'), recallHead(memory, 'log'))).toEqual({ type: 'first' });
  for (const one of [head(5, 'a'), head(9, 'b'), head(9, 'other'), head(7, 'c')]) {
    rememberHead(memory, 'log', one);
  }
  const before = head(9, 'b');
  expect(recallHead(memory, 'log')).toEqual(before);
  expect(recallHead(memory, 'another log')).toBeUndefined();
  expect(compareHeads(head(9, 'b'), before)).toEqual({ type: 'same', before });
  expect(compareHeads(head(9, 'x'), before)).toEqual({ type: 'forked', before });
  expect(compareHeads(head(8, 'x'), before)).toEqual({ type: 'shrunk', before });
  expect(compareHeads(head(10, 'x'), before)).toEqual({ type: 'grown', before });
});

test('what is no head in the memory is as good as nothing', () => {
  for (const text of ['no json', '7', 'null', '{"size":"9"}']) {
    expect(recallHead(memoryOf({ 'commonhold.head.log': text }), 'log'), text).toBeUndefined();
  }
});
