import { describe, expect, test } from 'vitest';
import { CommonholdError } from '#base';
import { parseConfiguration } from './load.ts';

const library = 'witness.library.example+d9718086+BNcvMM5HIqF56zandgLmSRUTeWsNlo4xlJs72vNWsMD2';
const other = 'other.example/witness+d2acb303+BJp8CpEJhX6/WKF8+a+KeMjXNLp6XgdJ9Xx81B27fnUI';
const log = 'log.example+5d7d4a54+AddhLFQpfqo+WndWsXzjrcW+0lGvgFnXK7uLAHXGe4Xp';

const witness = (name: string, key: string, url = 'https://witness.example/'): string =>
  `{ name: ${name}, key: '${key}', url: '${url}' }`;
const both = `ask: [${witness('a', library)}, ${witness('b', other)}]`;

describe('witnesses in commonhold.yaml are refused, with their place,', () => {
  test.each([
    ['with the key of a log', `ask: [${witness('a', log)}]`, /^witnesses\.ask\.0\.key: is the key of a log/],
    [
      'with a key whose id is not its own',
      `ask: [${witness('a', library.replace('d97', 'd98'))}]`,
      /^witnesses\.ask\.0\.key: is no verifier key/,
    ],
    [
      'at an address that their heads would cross the network to in clear',
      `ask: [${witness('a', library, 'http://witness.example/')}]`,
      /^witnesses\.ask\.0\.url: .*only https/,
    ],
    [
      'at an address with a query, which would not be sent',
      `ask: [${witness('a', library, 'https://witness.example/?log=1')}]`,
      /^witnesses\.ask\.0\.url: must not hold a query/,
    ],
    [
      'with one name for two',
      `ask: [${witness('a', library)}, ${witness('a', other)}]`,
      /^witnesses\.ask\.1\.name: a is the name of another already/,
    ],
    [
      'with the name of a group',
      `${both}, groups: [{ name: a, threshold: 1, members: [b] }]`,
      /^witnesses\.groups\.0\.name: a is the name of another already/,
    ],
    ['named none', `ask: [${witness('none', library)}]`, /^witnesses\.ask\.0\.name: none means/],
    [
      'with one key for two, which would count twice',
      `ask: [${witness('a', library)}, ${witness('b', library)}]`,
      /^witnesses\.ask\.1\.key: is the key of another witness/,
    ],
    [
      'in a group that stands above its members',
      `${both}, groups: [{ name: g, threshold: 1, members: [h] }, { name: h, threshold: 1, members: [a] }]`,
      /^witnesses\.groups\.0\.members\.0: there is no witness and no group above that is named h/,
    ],
    [
      'in two groups',
      `${both}, groups: [{ name: g, threshold: 1, members: [a] }, { name: h, threshold: 1, members: [b, a] }]`,
      /^witnesses\.groups\.1\.members\.1: a is in the group g already/,
    ],
    [
      'in a group that asks for more than it has',
      `${both}, groups: [{ name: g, threshold: 3, members: [a, b] }]`,
      /^witnesses\.groups\.0\.threshold: 3 of 2 members/,
    ],
    [
      'with a quorum of more than are asked',
      `${both}, quorum: 3`,
      /^witnesses\.quorum: 3 can never be reached/,
    ],
    ['with a quorum that nothing is named', `${both}, quorum: c`, /^witnesses\.quorum: .* named c/],
    [
      'with a number where groups say how to count',
      `${both}, groups: [{ name: g, threshold: 1, members: [a, b] }], quorum: 1`,
      /^witnesses\.quorum: where there are groups/,
    ],
    [
      'with the key of a witness where a log is accepted',
      `accept: [{ key: '${library}' }]`,
      /^witnesses\.accept\.0\.key: is the key of a witness/,
    ],
  ])('%s', (_, text, detail) => {
    const error = refusal(`witnesses: { ${text} }`);
    expect(error.code).toBe('config_invalid');
    expect(error.values['detail']).toMatch(detail);
    expect(error.values['detail']).toContain('(line 1)');
  });
});

test.each(['none', '1', '2', 'a', 'g'])('a quorum may be %s', (quorum) => {
  const groups = quorum === 'g' ? ', groups: [{ name: g, threshold: 1, members: [a, b] }]' : '';
  const text = `witnesses: { ${both}${groups}, quorum: ${quorum} }`;
  expect(String(parseConfiguration(text, 'x').witnesses.quorum)).toBe(quorum);
});

function refusal(text: string): CommonholdError {
  try {
    parseConfiguration(text, 'commonhold.yaml');
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(CommonholdError);
    return thrown as CommonholdError;
  }
  throw new Error('it was accepted');
}
