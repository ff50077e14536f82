import { describe, test } from 'vitest';
import { killInTheMiddle } from './node/kill-rounds.ts';

describe('a node killed in the middle of load', () => {
  test('has every call on record that left it, in 25 rounds on the same home folder', async () => {
    await killInTheMiddle(25);
  }, 240_000);
});
