import { judgeCheckpoint, parseCheckpoint, parseNote } from '@commonhold/tlog';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createOutbound, type Outbound, systemClock } from '#base';
import type { Ledger } from '#ledger';
import { sha256 } from '#store';
import { signatureChecks } from '../signature-checks.ts';
import { type WitnessOptions, witnessOptions } from '../witness-options.ts';
import { askWitnesses } from './ask-witnesses.ts';
import { type FakeWitness, fakeWitness, hang, status } from './fake-witness.fixture.ts';
import { type GrowingLog, growingLog } from './growing-log.fixture.ts';
import { policyOf } from './policy-of.ts';
import { WitnessRounds } from './witness-rounds.ts';
import { eventually } from '../../../../../test/node/eventually.ts';

let log: GrowingLog;
let ledger: Ledger;
let outbound: Outbound;
let a: FakeWitness;
let b: FakeWitness;
let c: FakeWitness;
let rounds: WitnessRounds;
let options: WitnessOptions;
const ahead: { readonly witness: string; readonly size: number }[] = [];
const troubles: string[] = [];

beforeEach(async () => {
  log = await growingLog();
  ({ ledger } = log);
  outbound = createOutbound({ version: 'test', onContact: () => undefined });
  [a, b, c] = (await Promise.all(
    ['a', 'b', 'c'].map((name) => fakeWitness(`${name}.example`, () => ledger.verifierKey)),
  )) as [FakeWitness, FakeWitness, FakeWitness];
  options = optionsOf({ quorum: 2 });
  ahead.length = 0;
  troubles.length = 0;
  rounds = makeRounds();
});

afterEach(async () => {
  await rounds.stop();
  await Promise.all([a, b, c].map((witness) => witness.close()));
  await outbound.close();
  await log.close();
});

function optionsOf(changes: Record<string, unknown>): WitnessOptions {
  const ask = [a, b, c].map(({ key, address }, at) => ({ name: 'abc'[at], key, url: address }));
  return witnessOptions.parse({ ask, ...changes });
}

/** An hour: a test that waited for a witness that hangs would end in time only if nobody else waited for it. */
function makeRounds(timeLimitMs = 3_600_000): WitnessRounds {
  return new WitnessRounds({
    heads: ledger.cosigned,
    logKey: ledger.verifierKey,
    outbound,
    options: () => options,
    // It stands still, so that nobody who was given up on is asked again while a test is slow.
    clock: { ...systemClock, monotonic: () => 0 },
    random: () => 0,
    onCosigned: () => undefined,
    onAhead: (witness, size) => ahead.push({ witness, size }),
    onTrouble: (witness, detail) => troubles.push(`${witness}: ${detail}`),
    roundEveryMs: 1,
    timeLimitMs,
  });
}

/** Names of the witnesses whose cosignature on the newest cosigned head is right, and whether they are enough. */
async function newest() {
  const [head] = await ledger.cosigned.recent();
  if (head === undefined) return undefined;
  const policy = policyOf(options, ledger.verifierKey);
  const verdict = judgeCheckpoint({ hash: sha256, policy, note: head.note, checks: signatureChecks });
  expect(verdict.quorumMet).toBe(head.quorum);
  return { size: head.size, quorum: head.quorum, by: verdict.cosigned.map(({ witness }) => witness) };
}

const signed = (): number => ledger.cosigned.newestSigned()?.size ?? 0;

/** Until the newest signed head is cosigned by these. */
async function cosignedBy(names: readonly string[]) {
  return eventually(async () => {
    const head = await newest();
    return head?.size === signed() && names.every((name) => head.by.includes(name)) ? head : undefined;
  });
}

const failureOf = (name: string): string | undefined =>
  rounds.witnesses().find((witness) => witness.name === name)?.failure?.detail;

describe('a round', () => {
  test('has the newest head cosigned by all, with a proof from what each saw last', async () => {
    await rounds.begin();
    expect(await cosignedBy(['a', 'b', 'c'])).toMatchObject({ quorum: true });
    await log.grow(200);
    rounds.wake();
    const head = await cosignedBy(['a', 'b', 'c']);
    expect(head).toMatchObject({ size: signed(), quorum: true });
    expect([a, b, c].map(({ latest }) => latest?.size)).toEqual([head.size, head.size, head.size]);
    // No witness was asked twice for any head: each was given the proof that it needed at once.
    expect(a.requests).toHaveLength(2);
    expect(rounds.witnesses().map(({ name, cosigned, failure }) => [name, cosigned?.size, failure])).toEqual([
      ['a', head.size, undefined],
      ['b', head.size, undefined],
      ['c', head.size, undefined],
    ]);
  });

  test('keeps a head with its quorum of 2 of 3 while the third hangs', async () => {
    c.misdeed = hang;
    await rounds.begin();
    expect(await cosignedBy(['a', 'b'])).toMatchObject({ quorum: true, by: ['a', 'b'] });
    expect(failureOf('c')).toBeUndefined();
  });

  test('keeps a head without its quorum for what it is, and adds what comes later to it', async () => {
    b.misdeed = status(503);
    c.misdeed = status(302, { location: 'https://elsewhere.example/add-checkpoint' });
    await rounds.begin();
    expect(await cosignedBy(['a'])).toMatchObject({ quorum: false, by: ['a'] });
    await eventually(async () => failureOf('c'));
    expect(failureOf('b')).toBe('it answered with status 503');
    expect(failureOf('c')).toContain('redirect (status 302), which is not followed');
    b.misdeed = undefined;
    await rounds.changed();
    const head = await cosignedBy(['a', 'b']);
    expect(head).toMatchObject({ quorum: true, by: ['a', 'b'] });
    // The one that had cosigned this head already was not asked again.
    expect(a.requests).toHaveLength(1);
  });

  test('finds where a witness stands by its 409 and goes on from there', async () => {
    await log.grow(3);
    const says = await askWitnesses(
      ledger.cosigned.newestSigned()?.note ?? '',
      { outbound, ask: options.ask },
      AbortSignal.timeout(10_000),
    );
    expect(says).toEqual(['a', 'b', 'c'].map((witness) => ({ witness, kind: 'size', size: signed() })));
    await log.grow(3);
    await rounds.begin();
    await cosignedBy(['a', 'b', 'c']);
    expect(a.requests.map((request) => request.split('\n')[0])).toEqual([
      'old 0',
      'old 0',
      expect.stringMatching(/^old [1-9]/),
    ]);
  });

  test('takes nothing from a witness that signs with another key than its own', async () => {
    a.misdeed = (_, response, body) => {
      const note = body.slice(body.indexOf('\n\n') + 2);
      const { text } = parseNote(note);
      const blob = Buffer.concat([Buffer.alloc(4), a.liar.sign(Buffer.from(text))]);
      blob.writeUInt32BE(a.liar.keyId);
      response.writeHead(200).end(`— a.example ${blob.toString('base64')}\n`);
    };
    await rounds.begin();
    expect(await cosignedBy(['b', 'c'])).toMatchObject({ quorum: true, by: ['b', 'c'] });
    await eventually(async () => failureOf('a'));
    expect(failureOf('a')).toContain('does not fit the checkpoint');
  });

  test('says of a witness that sends no cosignature of its key that it sent none', async () => {
    b.misdeed = status(200, {}, '');
    await rounds.begin();
    await cosignedBy(['a', 'c']);
    await eventually(async () => failureOf('b'));
    expect(failureOf('b')).toMatch(/what it sent is not right|no cosignature of the key configured for b/);
  });

  test('reads no more of an answer than a witness could have to say', async () => {
    a.misdeed = status(200, {}, 'x'.repeat(1024 * 1024));
    await rounds.begin();
    await cosignedBy(['b', 'c']);
    expect(await eventually(async () => failureOf('a'))).toContain('more than 65536 bytes');
  });

  test('says of a witness that does not know the log what its owner must be given', async () => {
    a.misdeed = status(404, {}, 'unknown log\n');
    b.misdeed = status(403, {}, '');
    await rounds.begin();
    await cosignedBy(['c']);
    await eventually(async () => failureOf('b'));
    expect(await eventually(async () => failureOf('a'))).toBe(
      `it does not know this log; give the witness's owner this verifier key: ${ledger.verifierKey} (it says: unknown log)`,
    );
    expect(failureOf('b')).toContain(
      `it trusts another key for this log; give the witness's owner this verifier key`,
    );
  });

  test('tells of a witness that has seen more of the log than there is', async () => {
    a.misdeed = status(409, { 'content-type': 'text/x.tlog.size' }, '1000\n');
    await rounds.begin();
    await cosignedBy(['b', 'c']);
    await eventually(async () => failureOf('a'));
    expect(ahead).toEqual([{ witness: 'a', size: 1000 }]);
    expect(failureOf('a')).toContain('over 1000 entries, which are more than there are here');
    const says = await askWitnesses(
      ledger.cosigned.newestSigned()?.note ?? '',
      { outbound, ask: options.ask },
      AbortSignal.timeout(10_000),
    );
    expect(says).toContainEqual({ witness: 'a', kind: 'size', size: 1000 });
  });

  test('tells of a witness that has seen another history of the same size or a smaller one', async () => {
    await log.grow();
    await rounds.begin();
    await cosignedBy(['a', 'b', 'c']);
    const { latest } = a;
    if (latest !== undefined) a.latest = { ...latest, root: new Uint8Array(32) };
    await log.grow();
    rounds.wake();
    await cosignedBy(['b', 'c']);
    await eventually(async () => failureOf('a'));
    expect(ahead).toEqual([{ witness: 'a', size: latest?.size }]);
    expect(failureOf('a')).toContain('it has cosigned another history of this log');
  });

  test('asks an address once for all witnesses that answer there', async () => {
    const [first] = options.ask;
    options = {
      ...options,
      ask: [...options.ask.slice(0, 2), { name: 'c', key: c.key, url: `${first?.url}/` }],
    };
    await rounds.begin();
    await cosignedBy(['a', 'b']);
    await eventually(async () => failureOf('c'));
    expect(failureOf('a')).toBe('it sent no cosignature of the key configured for c');
    expect(a.requests).toHaveLength(1);
    expect(c.requests).toHaveLength(0);
  });

  test('leaves a witness alone that has failed, while the others go on', async () => {
    a.misdeed = status(500);
    await rounds.begin();
    await cosignedBy(['b', 'c']);
    await eventually(async () => failureOf('a'));
    for (let heads = 0; heads < 3; heads++) {
      await log.grow();
      rounds.wake();
      await cosignedBy(['b', 'c']);
    }
    expect(a.requests).toHaveLength(1);
    expect(troubles).toEqual(['a: it answered with status 500']);
  });
});

test('a node that stops waits for no witness', async () => {
  a.misdeed = hang;
  b.misdeed = hang;
  c.misdeed = hang;
  await rounds.begin();
  await eventually(async () => (c.requests.length > 0 ? true : undefined));
  await rounds.stop();
  expect(await newest()).toBeUndefined();
});

test('a witness that hangs at the start is given up on, and the others have answered', async () => {
  b.misdeed = hang;
  const note = ledger.cosigned.newestSigned()?.note ?? '';
  const says = await askWitnesses(
    note,
    { outbound, ask: options.ask, timeLimitMs: 500 },
    AbortSignal.timeout(10_000),
  );
  const { size } = parseCheckpoint(parseNote(note).text);
  expect(says).toEqual([
    { witness: 'a', kind: 'size', size },
    { witness: 'b', kind: 'failed', detail: 'it did not answer within 0.5 seconds' },
    { witness: 'c', kind: 'size', size },
  ]);
});

test('a node that starts again knows what each witness cosigned last, and judges it by the quorum of now', async () => {
  c.misdeed = status(500);
  await rounds.begin();
  await cosignedBy(['a', 'b']);
  await rounds.stop();
  options = { ...options, quorum: 3 };
  rounds = makeRounds();
  await rounds.begin();
  expect(rounds.witnesses().map(({ cosigned }) => cosigned?.size)).toEqual([signed(), signed(), undefined]);
  expect(await newest()).toMatchObject({ quorum: false });
  options = { ...options, quorum: 'a' };
  await rounds.changed();
  expect(await newest()).toMatchObject({ quorum: true });
});

test('of a day, only the newest heads stay', async () => {
  await rounds.begin();
  for (let heads = 0; heads < 5; heads++) {
    await log.grow();
    rounds.wake();
    await cosignedBy(['a', 'b', 'c']);
  }
  b.misdeed = status(500);
  c.misdeed = status(500);
  await log.grow();
  rounds.wake();
  await cosignedBy(['a']);
  expect((await ledger.cosigned.recent()).map(({ quorum }) => quorum)).toEqual([false, true]);
});
