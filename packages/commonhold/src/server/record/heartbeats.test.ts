import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { expect, test } from 'vitest';
import { createOutbound, systemClock } from '#base';
import { homePaths } from '#home';
import { audit, openHomeDatabase } from '#ledger';
import { startNode } from '../start.ts';

test('a running node says in its record that it runs, and how many strangers it sent away', async () => {
  const home = await mkdtemp(join(tmpdir(), 'commonhold-heartbeats-'));
  const outbound = createOutbound({ version: '0', onContact: () => undefined });
  const node = await startNode({
    paths: homePaths({ COMMONHOLD_HOME: home }),
    port: 0,
    software: 'commonhold/0.0.0',
    means: { outbound, runCommand: async () => ({ kind: 'missing' }), otherFolders: [], hubAddress: '' },
    clock: systemClock,
    randomness: (count) => randomBytes(count),
    log: pino({ level: 'silent' }),
    onFatal: (error) => {
      throw error;
    },
    heartbeats: { everyMs: 20 },
  });
  try {
    const answer = await fetch(`http://${node.address}:${node.port}/v1/models`, {
      headers: { authorization: 'Bearer nobody' },
    });
    expect(answer.status).toBe(401);
    await expect.poll(() => strangersInHeartbeats(home), { timeout: 10_000 }).toContain(1);
    // While it runs nothing shows that what is there is all.
    const running = await audit({ home, bodies: false });
    expect(running).toMatchObject({ verdict: 'proved', completeness: { grade: 'end-unproven' } });
  } finally {
    await node.stop();
    await outbound.close();
  }
  const report = await audit({ home, bodies: true });
  expect(report).toMatchObject({ verdict: 'proved', completeness: { grade: 'complete', reasons: [] } });
  expect(report.sessions).toMatchObject({ opened: 1, closed: 1, silences: 0 });
  expect(report.sessions.heartbeats).toBeGreaterThan(0);
  await rm(home, { recursive: true });
});

/** The counts of strangers in the heartbeats that are on disk. */
function strangersInHeartbeats(home: string): number[] {
  const database = openHomeDatabase(home);
  try {
    return database
      .prepare('SELECT bytes FROM leaf ORDER BY idx')
      .all()
      .map((row) => JSON.parse(Buffer.from(row['bytes'] as Uint8Array).toString()) as SessionLeaf)
      .flatMap((leaf) => (leaf.event === 'heartbeat' ? [leaf.counts.strangers] : []));
  } finally {
    database.close();
  }
}

interface SessionLeaf {
  readonly event?: string;
  readonly counts: { readonly strangers: number };
}
