import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseConfiguration } from '#config';
import { homePaths, isDemoHome } from '#home';
import { audit } from '#ledger';
import { openForReading } from '#store';
import { type DemoOptions, fillDemo } from './fill-demo.ts';

/** A Friday evening, so that the story has school days and weekends. */
const endMs = Date.parse('2026-11-20T18:00:00.000Z');

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'commonhold-demo-'));
});
afterEach(() => rm(home, { recursive: true }));

function fill(changes: Partial<DemoOptions> = {}) {
  return fillDemo({
    paths: homePaths({ COMMONHOLD_HOME: home }),
    seed: 1,
    calls: 300,
    days: 10,
    endMs,
    software: 'commonhold test',
    onProgress: () => undefined,
    signal: new AbortController().signal,
    onFatal: (error) => {
      throw error;
    },
    ...changes,
  });
}

function rows(sql: string): Record<string, unknown>[] {
  const database = openForReading(homePaths({ COMMONHOLD_HOME: home }).database);
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

describe('a demonstration', () => {
  test('is proved to the last body, and its name and folder say what it is', async () => {
    const report = await fill();
    expect(report).toMatchObject({ calls: 300 });
    expect(report.origin).toMatch(/^commonhold\/demonstration\//);
    expect(await isDemoHome(homePaths({ COMMONHOLD_HOME: home }))).toBe(true);
    const found = await audit({ home, bodies: true });
    expect(found).toMatchObject({ verdict: 'proved', findings: [], clockSteps: 0, size: report.entries });
    expect(found.pairs.unknown).toBeGreaterThan(0);
    expect(found.counts['access']).toBeGreaterThan(0);
    expect(rows("SELECT count(*) AS n FROM call WHERE status = 'refused'")[0]?.['n']).toBeGreaterThan(0);
    expect(rows('SELECT count(*) AS n FROM call WHERE attempts > 1')[0]?.['n']).toBeGreaterThan(0);
    expect(rows('SELECT count(*) AS n FROM key WHERE revoked IS NOT NULL')).toEqual([{ n: 1 }]);
  });

  test('ends when it should, and every call lies in its days', async () => {
    await fill({ calls: 60, days: 2 });
    const [span] = rows('SELECT min(time) AS first, max(time) AS last, count(*) AS n FROM call');
    expect(span?.['n']).toBe(60);
    expect(String(span?.['first']) >= '2026-11-18T17:00').toBe(true);
    expect(String(span?.['last']) < '2026-11-20T18:00').toBe(true);
  });

  test('tells the same story for the same seed, with other secrets', async () => {
    const story = 'SELECT time, asked, model, status, error, input_tokens, total_ms FROM call ORDER BY leaf';
    await fill({ calls: 80 });
    const first = rows(story);
    const origin = rows('SELECT origin FROM node');
    await rm(home, { recursive: true });
    await mkdir(home);
    await fill({ calls: 80 });
    expect(rows(story)).toEqual(first);
    expect(rows('SELECT origin FROM node')).not.toEqual(origin);
  });

  test('that is stopped in the middle is whole', async () => {
    const stop = new AbortController();
    const report = await fill({
      signal: stop.signal,
      onProgress: (done) => {
        if (done >= 40) stop.abort();
      },
    });
    expect(report.calls).toBeLessThan(300);
    expect((await audit({ home, bodies: true })).verdict).toBe('proved');
  });

  test('names only addresses that nobody can have', async () => {
    await fill({ calls: 1, days: 1 });
    const text = await readFile(join(home, 'commonhold.yaml'), 'utf8');
    const { providers } = parseConfiguration(text, 'commonhold.yaml');
    expect(Object.keys(providers)).toEqual(['server-room', 'vendor-a', 'vendor-b', 'vendor-c']);
    for (const { baseUrl } of Object.values(providers)) {
      expect(new URL(baseUrl).hostname).toMatch(/\.example$/);
    }
  });
});
