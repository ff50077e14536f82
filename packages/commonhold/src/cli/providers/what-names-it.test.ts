import { describe, expect, test } from 'vitest';
import { parseConfiguration } from '#config';
import { editsToRemove, namesLost, uselessRoutes } from './what-names-it.ts';

const row = (models: string): string =>
  `{ wire: openai-chat, baseUrl: "http://127.0.0.1:1/v1", authentication: none, destination: { local: declared }, models: [${models}] }`;
const file = `
providers:
  one: ${row('small, big-*, both')}
  two: ${row('big-two-*')}
routes:
  both: [{ provider: one, model: a }, { provider: two, model: b }, { provider: one, model: c }]
  only: [{ provider: one, model: a }]
  here: [{ provider: local, model: m }]
prices:
  one: { "*": { input: 1, output: 1 } }
  two: { "*": { input: 1, output: 1 } }
`;
const before = parseConfiguration(file, 'test');

describe('what names a provider', () => {
  test('are its row, its prices, the steps of routes from the last to the first, and routes that go nowhere else', () => {
    expect(uselessRoutes('one', before)).toEqual(['only']);
    expect(editsToRemove('one', before)).toEqual([
      { type: 'unset', path: ['providers', 'one'] },
      { type: 'unset', path: ['prices', 'one'] },
      { type: 'unset', path: ['routes', 'only'] },
      { type: 'remove', path: ['routes', 'both'], at: 2 },
      { type: 'remove', path: ['routes', 'both'], at: 0 },
    ]);
  });

  test('is a whole part where nothing of it is left', () => {
    const alone = parseConfiguration(`providers:\n  one: ${row('small')}\n`, 'test');
    expect(editsToRemove('one', alone)).toEqual([{ type: 'unset', path: ['providers'] }]);
  });
});

test('names are lost that nobody else has, and a beginning only where none that is as short is left', () => {
  const after = parseConfiguration(
    `providers:\n  two: ${row('big-two-*')}\nroutes:\n  both: [{ provider: two, model: b }]\n`,
    'test',
  );
  expect(namesLost(before, after)).toEqual(['only', 'here', 'small', 'big-*']);
  const covered = parseConfiguration(`providers:\n  two: ${row('big-*, small')}\n`, 'test');
  expect(namesLost(after, covered)).toEqual(['both']);
});
