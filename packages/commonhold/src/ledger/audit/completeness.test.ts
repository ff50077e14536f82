import { copyFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { currentCoverage, LogVerification, parseLeaf } from '@commonhold/record';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openForReading, sha256 } from '#store';
import { allowed, makeTestHome, recordCall, someAttempt, someCall, type TestHome } from '../home.fixture.ts';
import { verifierOf } from '../keys/node-keys.ts';
import { audit } from './audit.ts';

/** A log of three sessions: one closed, one cut off during a call, one that calls it unknown and is closed. */
let place: TestHome;
let origin: string;
let verifierKey: string;
let leaves: readonly { readonly bytes: Uint8Array; readonly hash: Uint8Array }[];
let heads: readonly { readonly size: number; readonly note: string }[];

beforeAll(async () => {
  place = await makeTestHome();
  let beat = (): void => undefined;
  const schedule = (then: () => void) => {
    beat = then;
    return () => undefined;
  };
  for (const isCutOff of [false, true, false]) {
    const { store, ledger } = await place.open(undefined, { heartbeats: { schedule } });
    ({ origin, verifierKey } = ledger);
    await recordCall(ledger);
    beat();
    await ledger.refusal({ call: someCall(), decision: allowed, error: 'policy_denied' });
    await ledger.checkpoint();
    await recordCall(ledger);
    if (isCutOff) await ledger.intent(someAttempt());
    else await ledger.close();
    await store.close();
  }
  const database = openForReading(place.database);
  leaves = database
    .prepare('SELECT bytes, hash FROM leaf ORDER BY idx')
    .all()
    .map((row) => ({ bytes: row['bytes'] as Uint8Array, hash: row['hash'] as Uint8Array }));
  heads = database
    .prepare('SELECT size, note FROM checkpoint ORDER BY size')
    .all()
    .map((row) => ({ size: Number(row['size']), note: String(row['note']) }));
  database.close();
}, 30_000);
afterAll(() => place.remove());

function gradeOf(kept: typeof leaves, checkpoints: typeof heads): string {
  const verification = new LogVerification({
    hash: sha256,
    origin,
    verifiers: [verifierOf(verifierKey)],
    checkpoints: checkpoints.map(({ note }) => note),
  });
  for (const { bytes, hash } of kept) verification.add(bytes, hash);
  return verification.finish().completeness.grade;
}

/** Whether the first leaves up to here end with a close of which a signed head is the head. */
function isSignedClose(size: number): boolean {
  const last = leaves[size - 1];
  const leaf = last === undefined ? undefined : parseLeaf(last.bytes);
  return leaf?.kind === 'log-session' && leaf.event === 'close' && heads.some((head) => head.size === size);
}

describe('a real log', () => {
  test('that was closed is complete, whatever happened in it before', async () => {
    const report = await audit({ home: place.home, bodies: true });
    expect(report).toMatchObject({ verdict: 'proved', completeness: { grade: 'complete', reasons: [] } });
    expect(report.pairs).toMatchObject({ unknown: 1, open: 0 });
    expect(report.sessions).toMatchObject({ opened: 3, closed: 2, cutOff: 1, running: false, heartbeats: 3 });
    expect(report.sessions.coverage).toEqual({
      versions: [{ version: currentCoverage.version, sessions: 3 }],
      none: 0,
      unknown: 0,
    });
  });

  test('cut anywhere has a gap, if one later signed head is left', () => {
    expect(leaves.length).toBeGreaterThan(20);
    for (let size = 0; size < leaves.length; size++) {
      expect(gradeOf(leaves.slice(0, size), heads), `cut to ${size}`).toBe('gap');
    }
  });

  test('cut anywhere with all later heads has no proven end, except at a close that was signed', () => {
    const complete: number[] = [];
    for (let size = 0; size < leaves.length; size++) {
      const grade = gradeOf(
        leaves.slice(0, size),
        heads.filter((head) => head.size <= size),
      );
      if (grade === 'complete') complete.push(size);
      else expect(grade, `cut to ${size}`).toBe('end-unproven');
    }
    // This is the documented limit: only somebody else who kept a later head can tell.
    expect(complete).toEqual([...leaves.keys()].filter(isSignedClose));
    expect(complete).toHaveLength(1);
  });

  test('without any one of its leaves has a gap', () => {
    for (let index = 0; index < leaves.length; index++) {
      expect(gradeOf(leaves.toSpliced(index, 1), heads), `without ${index}`).toBe('gap');
    }
  });

  test.each<[string, string, RegExp]>([
    ['its last leaves', 'DELETE FROM leaf WHERE idx >= (SELECT max(idx) - 2 FROM leaf)', /end of the log/],
    ['a leaf in the middle', 'DELETE FROM leaf WHERE idx = 9', /Leaf 9 is missing/],
    [
      'the leaves and heads after its first close, of which the node’s own edge of the tree still speaks',
      `DELETE FROM leaf WHERE idx > (SELECT min(idx) FROM leaf WHERE bytes LIKE '%"event":"close"%');
       DELETE FROM checkpoint WHERE size > (SELECT count(*) FROM leaf)`,
      /edge of the tree/,
    ],
  ])('in a database without %s has a gap', async (_, sql, reason) => {
    const intact = `${place.database}.intact`;
    await copyFile(place.database, intact);
    const database = new DatabaseSync(place.database);
    database.exec(sql);
    database.close();
    const report = await audit({ home: place.home, bodies: false });
    await copyFile(intact, place.database);
    expect(report.completeness.grade).toBe('gap');
    expect(report.completeness.reasons.join()).toMatch(reason);
    expect(report.verdict).toBe('broken');
  });
});
