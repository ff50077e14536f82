import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLedger } from '#ledger';
import { databaseFile, openStore } from '#store';
import { verifyCommand } from './verify.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'commonhold-verify-'));
});
afterEach(() => rm(home, { recursive: true }));

/** A session that lasts this long by its clock and writes no heartbeat. */
async function session(minutes: number, heartbeats?: 'none'): Promise<void> {
  let now = Date.parse('2026-11-22T10:00:00.000Z');
  const onFatal = (error: Error): never => {
    throw error;
  };
  const store = await openStore({ path: join(home, databaseFile), spaceReserveBytes: 0, onFatal });
  const ledger = await openLedger({
    home,
    store,
    clock: { now: () => now, monotonic: () => performance.now() },
    randomness: (count) => randomBytes(count),
    software: 'commonhold test',
    onTrouble: onFatal,
    ...(heartbeats === undefined ? {} : { heartbeats }),
  });
  now += minutes * 60_000;
  await ledger.close();
  await store.close();
}

async function verify(): Promise<{ readonly code: number; readonly output: string }> {
  const output = new PassThrough();
  const terminal = {
    input: new PassThrough(),
    output,
    errors: new PassThrough(),
    environment: { COMMONHOLD_HOME: home },
  };
  const code = await verifyCommand(terminal, { bodies: false, json: false });
  output.end();
  return { code, output: await text(output) };
}

describe('commonhold verify', () => {
  test('tells of a silence where it was and what it may have been, and proves the log all the same', async () => {
    await session(100);
    const { code, output } = await verify();
    expect(code).toBe(0);
    expect(output).toMatch(/^Proved\./);
    expect(output).toContain('a machine asleep, a clock that was set, or leaves left out');
    expect(output).toContain('after entry 0: 2026-11-22T10:00:00.000Z to 2026-11-22T11:40:00.000Z\n');
    expect(output).toMatch(/grade +complete/);
  });

  test('says of which sessions it cannot know what they promised', async () => {
    await session(100, 'none');
    const { output } = await verify();
    expect(output).toContain('coverage none by 1\n');
    expect(output).not.toContain('silence');
  });
});
