import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { crashLog, crashLogs, crashSizeMax } from './crash-logs.fixture.ts';
import { makeWitnessHome } from './witness-home.fixture.ts';

const rounds = 3;
/** Heads that a round lets out before the kill; different in every round, and never all that there are. */
const headsBeforeKill = (round: number): number => 20 + 35 * round;

test('a witness killed by kill -9 has on disk every head that it gave a cosignature for, and cosigns no other history', async () => {
  const place = await makeWitnessHome();
  const logs = Array.from({ length: crashLogs }, (_, number) => crashLog(number));
  const given = logs.map(() => 0);
  try {
    for (let round = 0; round < rounds; round++) {
      for (const { number, size } of await cosignUntilKilled(place.home, headsBeforeKill(round))) {
        expect(size).toBeGreaterThan(given[number] ?? 0);
        given[number] = size;
      }
      const { store, witness } = await place.open({ accept: logs.map(({ verifierKey }) => verifierKey) });
      try {
        for (const [number, log] of logs.entries()) {
          const last = given[number] ?? 0;
          const size = witness.logs()[number]?.size ?? 0;
          // At most the one whose answer the kill kept back is ahead.
          expect([last, last + 1], `log ${number}`).toContain(size);
          if (last === 0) continue;
          const fork = log.forked(last - 1);
          expect(await witness.addCheckpoint(fork.request(size, size))).toMatchObject({
            reason: 'not-consistent',
          });
          expect(await witness.addCheckpoint(fork.request(size, size + 1))).toMatchObject({
            reason: 'not-consistent',
          });
          expect(await witness.addCheckpoint(fork.request(last - 1, size))).toEqual({
            kind: 'other-size',
            size,
          });
        }
      } finally {
        await store.close();
      }
    }
    expect(given.filter((size) => size > 0).length).toBeGreaterThan(1);
    expect(Math.max(...given)).toBeLessThanOrEqual(crashSizeMax);
  } finally {
    await place.remove();
  }
});

/** Starts a witness, lets logs ask it, kills it after so many answers; all the answers that got out. */
async function cosignUntilKilled(
  home: string,
  heads: number,
): Promise<readonly { readonly number: number; readonly size: number }[]> {
  const file = fileURLToPath(new URL('./crash-witness.fixture.ts', import.meta.url));
  const child = spawn(process.execPath, [file, home], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  let output = '';
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (output.split('\n').length > heads) child.kill('SIGKILL');
  });
  const [, signal] = (await ended) as [number | null, NodeJS.Signals | null];
  expect(errors).toBe('');
  expect(signal).toBe('SIGKILL');
  // What stands after the last line break was cut off by the kill.
  return output
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [number = 0, size = 0] = line.split(' ').map(Number);
      return { number, size };
    });
}
