import { describe, expect, test } from 'vitest';
import { builtInCatalog, defaultModelName, findRow } from './catalog.ts';
import { bytesReadPerToken, estimateSpeed, memoryNeed } from './estimate.ts';
import { type Machine, readMachine } from './machine.ts';
import { recommend } from './recommend.ts';

const catalog = builtInCatalog();
const small = findRow(catalog, defaultModelName);
const never = new AbortController().signal;
const gigabyte = 1e9;

function machineWith(totalGigabytes: number, availableGigabytes = totalGigabytes): Machine {
  return {
    totalMemoryBytes: totalGigabytes * gigabyte,
    availableMemoryBytes: availableGigabytes * gigabyte,
    cores: 4,
    processor: 'a processor',
  };
}

function recommendFor(machine: Machine, tokensPerSecond?: number) {
  const measure =
    tokensPerSecond === undefined ? undefined : { row: small, speed: async () => tokensPerSecond };
  return recommend({ catalog, machine, contextTokens: 8192, measure, signal: never });
}

describe('estimates', () => {
  test('memory is the file, the cache of the planned context and the overhead', () => {
    const need = memoryNeed(small, 8192);
    expect(need.cacheBytes).toBe(2 * 30 * 3 * 64 * 2 * 8192);
    expect(need.totalBytes).toBe(need.weightsBytes + need.cacheBytes + need.overheadBytes);
    expect(() => memoryNeed(small, 8193)).toThrow(/8192/);
  });

  test('speed goes with the bytes that one token reads, the active share of a mixture of experts', () => {
    const mixture = findRow(catalog, 'qwen3-30b-a3b-instruct-2507');
    expect(bytesReadPerToken(mixture) / mixture.sizeBytes).toBeCloseTo(0.108, 3);
    const rate = estimateSpeed(mixture, { row: small, tokensPerSecond: 100 });
    expect(rate).toBeCloseTo((100 * small.sizeBytes) / bytesReadPerToken(mixture), 6);
    expect(estimateSpeed(small, { row: small, tokensPerSecond: 100 })).toBe(100);
  });
});

describe('recommendations', () => {
  test('name the largest comfortable model, an entirely open one and a quick one, each with its reason', async () => {
    const { picks, startLine, measured } = await recommendFor(machineWith(32), 200);
    expect(measured).toEqual({ model: defaultModelName, tokensPerSecond: 200 });
    expect(picks.map(({ because }) => because)).toEqual(['most able', 'fully open', 'quickest']);
    for (const { candidate, reason } of picks) {
      expect(candidate.fit).toBe('now');
      expect(candidate.canBePulled).toBe(true);
      expect(reason).toMatch(/tokens\/s \(estimated\)/);
      expect(reason).toContain(candidate.row.licence.id);
    }
    expect(picks[1]?.candidate.fullyOpen).toBe(true);
    expect(startLine).toMatch(/self-test; for real work pull .* commonhold models pull [a-z0-9.-]+$/);
  });

  test('the line for the start proposes a model that leaves half of the memory to other programs', async () => {
    const { startLine, candidates } = await recommendFor(machineWith(24), 400);
    const name = startLine.split(' ').at(-1);
    const proposed = candidates.find(({ row }) => row.name === name);
    expect(proposed?.memory.totalBytes).toBeLessThan(12 * gigabyte);
    expect(proposed?.row.parameters.total).toBeGreaterThan(4e9);
  });

  test('never name what does not fit into the memory that is free', async () => {
    for (const size of [1, 2, 4, 8, 16, 64]) {
      const { picks } = await recommendFor(machineWith(64, size), 300);
      for (const { candidate } of picks) {
        expect(candidate.memory.totalBytes).toBeLessThan(size * gigabyte);
      }
    }
  });

  test('tell apart what fits now, what fits when others are closed, and what never does', async () => {
    const { candidates } = await recommendFor(machineWith(16, 4), 100);
    const fitOf = (name: string) => candidates.find(({ row }) => row.name === name)?.fit;
    expect(fitOf('qwen3-1.7b')).toBe('now');
    expect(fitOf('qwen3-8b')).toBe('when others are closed');
    expect(fitOf('qwen3.6-35b-a3b')).toBe('too large');
  });

  test('on a slow machine name the quickest instead of one that nobody would wait for', async () => {
    const { picks } = await recommendFor(machineWith(32), 1);
    expect(picks[0]?.candidate.row.name).toBe('qwen3-0.6b');
  });

  test('say so when nothing fits', async () => {
    const { picks, startLine } = await recommendFor(machineWith(16, 0.5), 100);
    expect(picks).toEqual([]);
    expect(startLine).toContain('no larger model');
  });

  test('without a measurement give no speed, and stay with what common machines can bear', async () => {
    const { picks, measured } = await recommendFor(machineWith(64));
    expect(measured).toBeUndefined();
    expect(picks[0]?.reason).toContain('speed not measured');
    for (const { candidate } of picks) {
      expect(candidate.estimatedTokensPerSecond).toBeUndefined();
      expect(bytesReadPerToken(candidate.row)).toBeLessThan(4e9);
    }
  });

  test('list models that this release cannot fetch, but do not recommend them', async () => {
    const { candidates, picks } = await recommendFor(machineWith(64), 1000);
    expect(candidates.some(({ canBePulled }) => !canBePulled)).toBe(true);
    expect(picks.every(({ candidate }) => candidate.canBePulled)).toBe(true);
  });

  test('stop when they are told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(
      recommend({ catalog, machine: machineWith(8), contextTokens: 8192, measure: undefined, signal }),
    ).rejects.toThrow('enough');
  });
});

test('this machine has memory, cores and a processor', () => {
  const machine = readMachine();
  expect(machine.availableMemoryBytes).toBeGreaterThan(0);
  expect(machine.availableMemoryBytes).toBeLessThanOrEqual(machine.totalMemoryBytes);
  expect(machine.cores).toBeGreaterThan(0);
});
