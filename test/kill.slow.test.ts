import { describe, test } from 'vitest';
import { killInTheMiddle } from './node/kill-rounds.ts';

describe('a node killed in the middle of load', () => {
  test('has every call on record that left it, in 1,000 rounds on the same home folder', async () => {
    await killInTheMiddle(1000);
  }, 3_600_000);
});
