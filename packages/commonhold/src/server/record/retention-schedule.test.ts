import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { expect, test } from 'vitest';
import { type Clock, CommonholdError, newId } from '#base';
import { ownerBySocket } from '#identity';
import { type Ledger, openLedger, retentionOptions } from '#ledger';
import { databaseFile, openStore } from '#store';
import { RetentionSchedule } from './retention-schedule.ts';

const hourMs = 3_600_000;

test('retention runs soon after the start, then every so many hours, and asks for nothing that nobody wrote', async () => {
  const home = await mkdtemp(join(tmpdir(), 'commonhold-retention-'));
  const randomness = (count: number): Uint8Array => randomBytes(count);
  let [now, passed] = [Date.parse('2026-11-01T00:00:00Z'), 0];
  const clock: Clock = { now: () => now, monotonic: () => passed };
  const wait = (hours: number): void => {
    now += hours * hourMs;
    passed += hours * hourMs;
  };
  const fail = (error: Error): never => {
    throw error;
  };
  const store = await openStore({ path: join(home, databaseFile), spaceReserveBytes: 0, onFatal: fail });
  const ledger = await openLedger({
    home,
    store,
    clock,
    randomness,
    software: 'commonhold test',
    heartbeats: 'none',
    onTrouble: fail,
  });
  let configured = {};
  let isSettled = false;
  const said: string[] = [];
  const schedule = new RetentionSchedule({
    store,
    ledger,
    clock,
    options: () => retentionOptions.parse(configured),
    settledRecovery: async () => {
      if (!isSettled) throw new CommonholdError('recovery_missing');
    },
    log: pino({ level: 'error' }, { write: (line: string) => void said.push(line) }),
  });
  const record = async (): Promise<string> => {
    const id = newId(now, randomness);
    await refuse(ledger, id, now);
    return id;
  };
  const isErased = async (id: string): Promise<boolean> => (await ledger.call(id))?.erased !== undefined;
  try {
    const first = await record();
    wait(48);
    await schedule.look();
    expect(await isErased(first)).toBe(false);
    configured = { bodyDays: 1, everyHours: 12 };
    for (const hours of [1, 11, 1]) {
      await schedule.look();
      wait(hours);
    }
    expect(await isErased(first), 'while nobody settled recovery').toBe(false);
    expect(said.map((line) => (JSON.parse(line) as { err: { code: string } }).err.code)).toEqual([
      'recovery_missing',
      'recovery_missing',
    ]);
    isSettled = true;
    wait(12);
    await schedule.look();
    expect(await isErased(first)).toBe(true);
    const second = await record();
    wait(11);
    await schedule.look();
    expect(await isErased(second)).toBe(false);
    wait(14);
    await schedule.look();
    expect(await isErased(second)).toBe(true);
    await schedule.stop();
    const third = await record();
    wait(100);
    await schedule.look();
    expect(await isErased(third)).toBe(false);
  } finally {
    await schedule.stop();
    await ledger.close();
    await store.close();
    await rm(home, { recursive: true });
  }
});

function refuse(ledger: Ledger, id: string, received: number): Promise<void> {
  return ledger.refusal({
    call: {
      id,
      origin: 'live',
      principal: ownerBySocket,
      operation: 'generate',
      clientWire: 'openai-chat',
      asked: 'some-model',
      run: undefined,
      parent: undefined,
      received,
      request: Buffer.from('{}'),
    },
    decision: { policy: 'A'.repeat(43), trail: ['allow:valid-key'], labels: [], facts: {} },
    error: 'concurrency_exceeded',
  });
}
