import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findingsOf, lines, newHome, removeHome, statusOf, testClock, worldOf } from './doctor.fixture.ts';

let home: string;
beforeEach(async () => {
  home = await newHome();
});
afterEach(() => removeHome(home));

const found = async (witnesses?: object): Promise<string> => {
  const nodeStatus = witnesses && { nodeStatus: async () => statusOf(1, { witnesses }) };
  return lines(await findingsOf(worldOf(home, nodeStatus), 'witnesses'));
};
const minutesAgo = (minutes: number): string => new Date(testClock.now() - minutes * 60_000).toISOString();

describe('witnesses', () => {
  test('need nobody to look while none is asked, or all cosign, or one has failed for a moment', async () => {
    expect(await found({ asked: 0, silent: 0, waits: false })).toMatch(/^good: No witness is asked/);
    expect(await found({ asked: 2, silent: 0, waits: false })).toMatch(/^good: 2 witnesses are asked/);
    const since = minutesAgo(5);
    expect(await found({ asked: 1, silent: 1, silentSince: since, waits: true })).toMatch(
      /^good: One witness is/,
    );
  });

  test('that are silent for longer are told of, with what that holds up', async () => {
    const since = minutesAgo(20);
    const silent = { asked: 3, silent: 2, silentSince: since };
    expect(await found({ ...silent, waits: false })).toMatch(
      new RegExp(`^attention: 2 of 3 witnesses .* since ${since}\\. -> .*witness list`),
    );
    expect(await found({ ...silent, waits: true })).toContain('heads are not published');
  });

  test('cannot be told of without a node', async () => {
    expect(await found()).toMatch(/^unknown: /);
  });
});
