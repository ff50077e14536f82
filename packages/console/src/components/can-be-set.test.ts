import { expect, test } from 'vitest';
import { canBeSet } from './can-be-set.ts';

const code = 'let x = 1; // a line of code\n'.repeat(400);

test.each([
  ['a long answer of ordinary paragraphs', 'A sentence like many others. \n\n'.repeat(3000)],
  ['a long block of code', `\`\`\`ts\n${code}\`\`\`\n`],
  ['a long block of code that is still coming', `~~~\n${code}`],
  ['a rule of signs', `${'-'.repeat(80)}\n\n${'* '.repeat(60)}`],
  ['a list in a list', '- a\n  - b\n    - c\n'],
])('%s is set', (_, text) => {
  expect(canBeSet(text)).toBe(true);
});

test.each([
  ['a huge line', 'x'.repeat(50_000)],
  ['a paragraph of open emphasis', '*a_ '.repeat(5000)],
  ['more than a long talk', 'A sentence. \n\n'.repeat(20_000)],
  ['lists nested in one line', `${'- '.repeat(2000)}x`],
  ['quotes nested in one line', `${'>'.repeat(2000)} x`],
  ['a paragraph behind a fence that was closed', `\`\`\`\n\`\`\`\n${'*a_ '.repeat(5000)}`],
  [
    'a paragraph behind a fence in a list, which ended with the list',
    `1. a\n   \`\`\`\n${'*a_ '.repeat(5000)}`,
  ],
  ['a paragraph behind backticks that are no fence', `\`\`\` a\`b\n${'*a_ '.repeat(5000)}`],
])('%s is not', (_, text) => {
  expect(canBeSet(text)).toBe(false);
});
