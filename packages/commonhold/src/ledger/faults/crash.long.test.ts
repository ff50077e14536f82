import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { audit } from '../audit/audit.ts';
import { makeTestHome } from '../home.fixture.ts';

const rounds = 4;
/** Long enough to be in the middle of many groups, different in every round. */
const runMs = (round: number): number => 150 + 90 * round;

test('what was acknowledged before a kill -9 is there, and the next start needs no repair', async () => {
  const place = await makeTestHome();
  try {
    const acknowledged: string[] = [];
    for (let round = 0; round < rounds; round++) {
      acknowledged.push(...(await writeUntilKilled(place.home, runMs(round))));
      // As it lies, before any start: a whole log, with open attempts at the most.
      const cut = await audit({ home: place.home, bodies: true });
      expect(cut.findings).toEqual([]);
      expect(cut.completeness.grade).toBe('end-unproven');
    }
    expect(acknowledged.length).toBeGreaterThan(rounds);
    const { store, ledger } = await place.open();
    const rows = await store.read<{ id: string; status: string }>('SELECT id, status FROM call');
    const status = new Map(rows.map((row) => [row.id, row.status]));
    expect(acknowledged.filter((id) => status.get(id) !== 'completed')).toEqual([]);
    expect(rows.filter(({ status }) => status === 'open')).toEqual([]);
    await ledger.close();
    await store.close();
    const report = await audit({ home: place.home, bodies: true });
    expect(report).toMatchObject({ verdict: 'proved', findings: [], unsigned: 0, pairs: { open: 0 } });
    expect(report.completeness).toEqual({ grade: 'complete', reasons: [] });
    expect(report.sessions).toMatchObject({ opened: rounds + 1, closed: 1, cutOff: rounds });
    expect(report.pairs.intents).toBe(report.pairs.outcomes);
  } finally {
    await place.remove();
  }
}, 60_000);

test('a failed fsync ends the process, and nothing that it had acknowledged is missing', async (context) => {
  const place = await makeTestHome();
  try {
    const inject = '--inject=fsync,fdatasync:error=EIO:when=40';
    const file = fileURLToPath(new URL('./crash-writer.fixture.ts', import.meta.url));
    // Without "-o" what strace says would be taken for what the writer says.
    const trace = ['-f', '-qq', '-o', `${place.home}/trace`, '--trace=fsync,fdatasync', inject];
    const result = spawnSync('strace', [...trace, process.execPath, file, place.home], {
      encoding: 'utf8',
      timeout: 30_000,
      killSignal: 'SIGKILL',
    });
    if (result.error !== undefined && 'code' in result.error && result.error.code === 'ENOENT') {
      context.skip('strace is not installed');
    }
    if (/ptrace|PTRACE/.test(result.stderr)) context.skip('this machine does not allow tracing');
    expect(result.signal).toBeNull();
    expect(result.status).not.toBe(0);
    expect(result.stderr).toContain('nobody knows what is on the disk');
    const acknowledged = result.stdout.split('\n').slice(0, -1);
    expect(acknowledged.length).toBeGreaterThan(0);
    const { store, ledger } = await place.open();
    const rows = await store.read<{ id: string; status: string }>('SELECT id, status FROM call');
    const status = new Map(rows.map((row) => [row.id, row.status]));
    expect(acknowledged.filter((id) => status.get(id) !== 'completed')).toEqual([]);
    await ledger.close();
    await store.close();
    expect(await audit({ home: place.home, bodies: true })).toMatchObject({
      verdict: 'proved',
      findings: [],
    });
  } finally {
    await place.remove();
  }
}, 60_000);

/** Starts a writer, lets it write for a while, kills it; the ids it was told are durable. */
async function writeUntilKilled(home: string, forMs: number): Promise<string[]> {
  const file = fileURLToPath(new URL('./crash-writer.fixture.ts', import.meta.url));
  const child: ChildProcessByStdio<null, Readable, null> = spawn(process.execPath, [file, home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await once(child.stdout, 'data');
  await wait(forMs);
  child.kill('SIGKILL');
  await once(child, 'close');
  // The last line may be cut.
  return output.split('\n').slice(0, -1);
}
