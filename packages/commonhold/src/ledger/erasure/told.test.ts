import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { outOfReach, stays } from './told.ts';

const page = readFileSync(new URL('../../../../../docs/guide/erase.md', import.meta.url), 'utf8');
const told = [
  ...stays('everything', 'person'),
  ...stays('everything', 'call'),
  ...stays('bodies', 'before'),
  ...outOfReach,
];

test.each([...new Set(told)])('the guide says as the preview does: %s', (sentence) => {
  expect(page).toContain(`\n- ${sentence}\n`);
});
