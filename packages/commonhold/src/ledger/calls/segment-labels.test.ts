import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { audit } from '../audit/audit.ts';
import { erase, expectProved, inHome } from '../erasure/erasure.fixture.ts';
import { homeForEach } from '../each-home.fixture.ts';
import {
  allowed,
  makeTestHome,
  somebody,
  someAttempt,
  someCall,
  someResult,
  type TestHome,
} from '../home.fixture.ts';
import type { Ledger } from '../ledger.ts';
import type { Store } from '#store';
import { Domains } from '../bodies/domains.ts';
import { keysInHome } from '../keys/key-place.ts';
import { loadNodeKeys } from '../keys/node-keys.ts';
import { type Domain, domainOf } from '../bodies/domain-secret.ts';
import { type LabelledSegments, SegmentLabels } from './segment-labels.ts';

const place = homeForEach();

const ada = 'p_ada';
const carrying = (labels: readonly string[], ...digests: string[]): LabelledSegments => ({
  labels,
  digests: new Set(digests),
});

interface Texts {
  readonly request?: LabelledSegments;
  readonly answer?: LabelledSegments;
}

async function record(ledger: Ledger, principal: string, { request, answer }: Texts): Promise<string> {
  const call = someCall({ principal: somebody(principal) });
  const labels = [...(request?.labels ?? []), ...(answer?.labels ?? [])];
  const decision = { ...allowed, labels };
  const attempt = await ledger.intent(someAttempt({ call, decision, segments: request }));
  attempt.received(Buffer.from('Hello.'));
  if (answer !== undefined) ledger.resent.heard(principal, answer);
  await attempt.outcome(someResult({ labels, segments: answer }));
  return call.id;
}

async function known(ledger: Ledger, principal: string, ...digests: string[]) {
  return Object.fromEntries(await ledger.resent.labelsOf(principal, digests));
}

const countOf = async (store: Store): Promise<number> =>
  (await store.read<{ count: number }>('SELECT count(*) AS count FROM segment'))[0]?.count ?? -1;

test('a text keeps its labels over a restart, for its own principal and nobody else', async () => {
  await inHome(place, async (ledger) => {
    expect(await ledger.resent.any(ada)).toBe(false);
    await record(ledger, ada, {
      request: carrying(['special'], 'one', 'two'),
      answer: carrying(['special'], 'said'),
    });
    expect(await ledger.resent.any(ada)).toBe(true);
  });
  await inHome(place, async (ledger) => {
    expect(await ledger.resent.any(ada)).toBe(true);
    expect(await known(ledger, ada, 'one', 'two', 'said', 'other')).toEqual({
      one: ['special'],
      two: ['special'],
      said: ['special'],
    });
    expect(await ledger.resent.any('p_bob')).toBe(false);
    expect(await known(ledger, 'p_bob', 'one')).toEqual({});
  });
  await expectProved(place);
});

test('a text that a refused call brought keeps its labels too', async () => {
  await inHome(place, async (ledger) => {
    const call = someCall({ principal: somebody(ada) });
    const decision = { ...allowed, labels: ['special'] };
    const segments = carrying(['special'], 'one');
    await ledger.refusal({ call, decision, error: 'policy_denied', segments });
    expect(await known(ledger, ada, 'one')).toEqual({ one: ['special'] });
  });
  await expectProved(place);
});

test('an answer is known from when it was heard, before its outcome is on disk', async () => {
  await inHome(place, async (ledger, store) => {
    const attempt = await ledger.intent(someAttempt({ call: someCall({ principal: somebody(ada) }) }));
    const answer = carrying(['personal'], 'said');
    expect(await ledger.resent.any(ada)).toBe(false);
    ledger.resent.heard(ada, answer);
    expect(await ledger.resent.any(ada)).toBe(true);
    expect(await known(ledger, ada, 'said')).toEqual({ said: ['personal'] });
    expect(await countOf(store)).toBe(0);
    await attempt.outcome(someResult({ labels: ['personal'], segments: answer }));
    expect(await countOf(store)).toBe(1);
    expect(await known(ledger, ada, 'said')).toEqual({ said: ['personal'] });
  });
});

test('the labels of a text are those of all calls that it came with, whatever is asked and forgotten in between', async () => {
  const texts = ['a', 'b', 'c', 'd'];
  const step = fc.record({
    principal: fc.constantFrom('p_ada', 'p_bob'),
    labels: fc.subarray(['code', 'personal', 'special'], { minLength: 1 }),
    request: fc.subarray(texts),
    answer: fc.subarray(texts),
    ask: fc.subarray(texts),
    forget: fc.boolean(),
  });
  await inHome(place, async (ledger) => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
        round += 1;
        const named = (text: string): string => `${round} ${text}`;
        const expected = new Map<string, Set<string>>();
        for (const { principal, labels, request, answer, ask, forget } of steps) {
          await known(ledger, principal, ...ask.map(named));
          const segments = carrying(labels, ...request.map(named));
          const said = carrying(labels, ...answer.map(named));
          await record(ledger, principal, { request: segments, answer: said });
          for (const text of [...request, ...answer]) {
            const key = `${principal} ${named(text)}`;
            expected.set(key, new Set([...(expected.get(key) ?? []), ...labels]));
          }
          if (forget) (ledger.resent as SegmentLabels).forget();
          for (const one of ['p_ada', 'p_bob']) {
            const mine = [...expected].filter(([key]) => key.startsWith(one));
            const should = Object.fromEntries(
              mine.map(([key, labels]) => [key.slice(one.length + 1), [...labels].sort()]),
            );
            expect(await known(ledger, one, ...texts.map(named))).toEqual(should);
          }
        }
      }),
      { numRuns: 15 },
    );
  });
}, 60_000);

test.each([
  ['in memory', { whole: 20_000, remembered: 200_000 }],
  ['by many reads', { whole: 100, remembered: 1000 }],
])('more texts than one read asks for are all found, %s', async (_how, max) => {
  const digests = Array.from({ length: 1700 }, (_, at) => `text ${at}`);
  await inHome(place, (ledger) => record(ledger, ada, { request: carrying(['code'], ...digests) }));
  await inHome(place, async (ledger, store) => {
    await record(ledger, ada, { request: carrying(['special'], 'text 7', 'more') });
    const { root } = await loadNodeKeys(keysInHome(place.home), false, randomBytes);
    const segments = new SegmentLabels(store, new Domains(store, root, randomBytes, place.home), max);
    for (const _turn of [1, 2]) {
      const found = await segments.labelsOf(ada, [...digests, 'more', 'other']);
      expect(found.size).toBe(1701);
      expect(found.get('text 7')).toEqual(['code', 'special']);
      expect(found.get('more')).toEqual(['special']);
    }
  });
});

describe('what is in memory', () => {
  const name = { id: 'd', principal: ada, project: 'default', month: '2026-11' };
  const domain = domainOf(name, new Uint8Array(64).fill(7));
  const text = carrying(['special'], 'one');

  /** A database with too many texts for the memory, which answers when it is told to. */
  function slow(known: Domain[]) {
    const reads: PromiseWithResolvers<object[]>[] = [];
    const others = [{ hash: 'other', labels: 'code' }];
    const read = async <Row extends object>(sql: string): Promise<Row[]> => {
      if (sql.endsWith('LIMIT ?')) return others as object[] as Row[];
      const answer = Promise.withResolvers<object[]>();
      reads.push(answer);
      return (await answer.promise) as Row[];
    };
    const segments = new SegmentLabels(
      { read },
      { withSegments: async () => known },
      { whole: known.length === 0 ? 10 : 0, remembered: 1000 },
    );
    const [row] = segments.rows(domain, 'call', text);
    const hashes = JSON.parse(row?.values[2] as string) as string[];
    return { segments, reads, rows: hashes.map((hash) => ({ hash, labels: 'special' })) };
  }
  const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

  test('is not what a read saw that began before a text was written', async () => {
    const { segments, reads, rows } = slow([domain]);
    const before = segments.labelsOf(ada, ['one']);
    await turn();
    segments.written(domain, text);
    reads[0]?.resolve([]);
    expect((await before).size).toBe(0);
    const after = segments.labelsOf(ada, ['one']);
    await turn();
    reads[1]?.resolve(rows);
    expect(Object.fromEntries(await after)).toEqual({ one: ['special'] });
  });

  test('answers without the database once it was asked, also that a text carries nothing', async () => {
    const { segments, reads, rows } = slow([domain]);
    const first = segments.labelsOf(ada, ['one', 'two']);
    await turn();
    reads[0]?.resolve(rows);
    await first;
    expect(Object.fromEntries(await segments.labelsOf(ada, ['one', 'two']))).toEqual({ one: ['special'] });
    segments.written(domain, carrying(['code'], 'one', 'two'));
    expect(Object.fromEntries(await segments.labelsOf(ada, ['one', 'two']))).toEqual({
      one: ['code', 'special'],
      two: ['code'],
    });
    expect(reads).toHaveLength(1);
  });

  test('knows of the first text of somebody, of whom it was just read that there was none, without a read', async () => {
    const { segments, reads } = slow([]);
    expect(await segments.any(ada)).toBe(false);
    segments.written(domain, text);
    expect(await segments.any(ada)).toBe(true);
    expect((await segments.labelsOf(ada, ['one', 'two'])).get('one')).toEqual(['special']);
    expect(reads).toEqual([]);
  });

  test('holds only so many texts, and what was pushed out is asked for again', async () => {
    const { segments, reads, rows } = slow([domain]);
    const many = (from: number): string[] => Array.from({ length: 500 }, (_, at) => `text ${from + at}`);
    const ask = async (
      digests: string[],
      answer: object[],
    ): Promise<ReadonlyMap<string, readonly string[]>> => {
      const asked = reads.length;
      const found = segments.labelsOf(ada, digests);
      await turn();
      reads[asked]?.resolve(answer);
      return found;
    };
    await ask(['one'], rows);
    for (let at = 0; at < 1000; at += 500) await ask(many(at), []);
    const before = reads.length;
    expect((await ask(['one'], rows)).get('one')).toEqual(['special']);
    expect(reads.length).toBe(before + 1);
  });
});

/** Names of files of the home folder in which the bytes stand. */
async function filesWith(needle: Uint8Array): Promise<string[]> {
  const entries = await readdir(place.home, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((one) => one.isFile())) {
    if ((await readFile(join(entry.parentPath, entry.name))).includes(needle)) found.push(entry.name);
  }
  return found;
}

test.each(['call', 'bodies', 'person'] as const)(
  'erasing a %s takes the hashes of its texts out of memory and out of the bytes of the files',
  async (what) => {
    await inHome(place, async (ledger, store) => {
      const digests = Array.from({ length: 300 }, (_, at) => `text ${at}`);
      const call = await record(ledger, ada, {
        request: carrying(['special'], ...digests),
        answer: carrying(['special'], 'said'),
      });
      await record(ledger, 'p_bob', { request: carrying(['special'], ...digests) });
      expect(await known(ledger, ada, 'text 7', 'said')).toEqual({
        'text 7': ['special'],
        said: ['special'],
      });
      const rows = await store.read<{ hash: Uint8Array }>(
        'SELECT hash FROM segment JOIN call ON call.leaf = segment.leaf WHERE call.id = ?',
        [call],
      );
      expect(rows).toHaveLength(301);
      expect(await filesWith(rows[0]?.hash ?? Buffer.alloc(0))).not.toEqual([]);
      const extent = what === 'bodies' ? 'bodies' : 'everything';
      await erase(
        ledger,
        what === 'person' ? { kind: 'person', principals: [ada] } : { kind: 'call', call, later: false },
        extent,
      );
      expect(await countOf(store)).toBe(300);
      expect(await known(ledger, ada, 'text 7', 'said')).toEqual({});
      expect(await known(ledger, 'p_bob', 'text 7')).toEqual({ 'text 7': ['special'] });
      for (const { hash } of rows) expect(await filesWith(hash)).toEqual([]);
    });
    await expectProved(place);
  },
);

test('nobody can test what a text was by the database alone: the same text has another hash in another home', async () => {
  const hashes = async (where: TestHome): Promise<string[]> =>
    inHome(where, async (ledger, store) => {
      await record(ledger, ada, { request: carrying(['special'], 'one') });
      const rows = await store.read<{ hash: string }>('SELECT hex(hash) AS hash FROM segment');
      return rows.map(({ hash }) => hash);
    });
  const another = await makeTestHome();
  onTestFinished(() => another.remove());
  const first = await hashes(place);
  const second = await hashes(another);
  expect([first.length, second.length]).toEqual([1, 1]);
  expect(first).not.toEqual(second);
});

test.each([
  ['a row of a call that is not there', 'UPDATE segment SET leaf = leaf + 1000'],
  ['a row with a label that the call does not have', "UPDATE segment SET labels = 'code special'"],
  ['a row under the key of somebody else', "UPDATE segment SET domain = 'other'"],
])('verify finds %s', async (_what, sql) => {
  await inHome(place, (ledger) => record(ledger, ada, { request: carrying(['special'], 'one') }));
  const database = new DatabaseSync(place.database);
  database.exec(sql);
  database.close();
  const { verdict, findings } = await audit({ home: place.home, bodies: false });
  expect(verdict).toBe('broken');
  expect(findings.map(({ what }) => what).join(' ')).toContain('The table segment has 1 texts');
});
