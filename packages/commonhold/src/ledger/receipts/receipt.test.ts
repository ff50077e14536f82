import { DatabaseSync } from 'node:sqlite';
import { parseReceipt, type ProvenReceipt, verifyReceipt } from '@commonhold/record';
import { describe, expect, test } from 'vitest';
import { sha256 } from '#store';
import { openHomeForEach } from '../each-home.fixture.ts';
import { allowed, recordCall, someAttempt, someCall, someResult } from '../home.fixture.ts';
import { verifySignature } from '../keys/node-keys.ts';

const home = openHomeForEach();

function proven(receipt: Uint8Array): ProvenReceipt {
  const trustedKeys = [home.ledger.verifierKey];
  const report = verifyReceipt(receipt, { hash: sha256, verifySignature, trustedKeys });
  if (report.verdict !== 'proven') throw new Error(report.reason);
  return report;
}

const checkpoints = async (): Promise<number> =>
  (await home.store.read('SELECT size FROM checkpoint')).length;

describe('the home.ledger gives a receipt', () => {
  test('of a call that was completed, which anybody can check with the key of the node', async () => {
    await recordCall(home.ledger);
    const call = await recordCall(home.ledger);
    const report = proven(await home.ledger.receipt(call.id));
    const detail = await home.ledger.call(call.id);
    expect(detail?.leaves).toMatchObject(report.leaves.map(({ index, leaf }) => ({ index, leaf })));
    expect(report.origin).toBe(home.ledger.origin);
    expect(report.call).toMatchObject({ id: call.id, status: 'completed', attempts: [{ number: 1 }] });
  });

  test('that tells of every attempt of a call', async () => {
    const call = someCall();
    const first = await home.ledger.intent(someAttempt({ call }));
    await first.outcome(someResult({ status: 'failed', error: 'upstream_unreachable', usage: undefined }));
    const second = await home.ledger.intent(someAttempt({ call, number: 2 }));
    await second.outcome(someResult());
    const report = proven(await home.ledger.receipt(call.id));
    expect(report.call.attempts.map(({ outcome }) => outcome.leaf.status)).toEqual(['failed', 'completed']);
  });

  test('of a call that was refused', async () => {
    const call = someCall();
    await home.ledger.refusal({ call, decision: allowed, error: 'policy_denied' });
    expect(proven(await home.ledger.receipt(call.id)).call).toMatchObject({ status: 'refused' });
  });

  test('of a call that was cut off, once the next start has said so', async () => {
    const call = someCall();
    await home.ledger.intent(someAttempt({ call }));
    await home.close();
    await home.open();
    expect(proven(await home.ledger.receipt(call.id)).call.status).toBe('unknown');
  });

  test('against a head over everything so far, which it signs only when the log has grown', async () => {
    const call = await recordCall(home.ledger);
    const report = proven(await home.ledger.receipt(call.id));
    expect(report.size).toBe(home.store.head().size);
    const before = await checkpoints();
    const again = await home.ledger.receipt(call.id);
    expect(await checkpoints()).toBe(before);
    expect(parseReceipt(again).leaves[0]?.proof.checkpoint).toBe(report.checkpoint);
    await recordCall(home.ledger);
    expect(proven(await home.ledger.receipt(call.id)).size).toBe(report.size + 2);
    expect(await checkpoints()).toBe(before + 1);
  });

  test('that holds nothing of what was said', async () => {
    const call = await recordCall(
      home.ledger,
      someCall({ run: 'secret-run', asked: 'owner-alias' }),
      'The answer.',
    );
    const text = Buffer.from(await home.ledger.receipt(call.id)).toString();
    for (const hidden of ['secret-run', 'owner-alias', 'The answer', 'p_somebody', 'messages']) {
      expect(text).not.toContain(hidden);
    }
  });
});

describe('the home.ledger gives no receipt', () => {
  test('of a call that it does not know', async () => {
    await expect(home.ledger.receipt('nobody')).rejects.toMatchObject({ code: 'call_unknown' });
  });

  test('of a call that is under way, and gives it when the call has ended', async () => {
    const call = someCall();
    const attempt = await home.ledger.intent(someAttempt({ call }));
    await expect(home.ledger.receipt(call.id)).rejects.toMatchObject({ code: 'call_open', status: 409 });
    await attempt.outcome(someResult());
    expect(proven(await home.ledger.receipt(call.id)).call.status).toBe('completed');
  });

  test.each([
    [
      'a leaf of the call',
      'UPDATE leaf SET bytes = CAST(replace(bytes, \'"attempt":1\', \'"attempt":2\') AS BLOB)',
    ],
    ['the hash of another leaf', 'UPDATE leaf SET hash = zeroblob(32) WHERE idx = 0'],
    ['a whole leaf', 'DELETE FROM leaf WHERE idx = 0'],
  ])('when %s is no longer on the disk as it was signed', async (_, damage) => {
    const call = await recordCall(home.ledger);
    const database = new DatabaseSync(home.place.database);
    database.exec(damage);
    database.close();
    await expect(home.ledger.receipt(call.id)).rejects.toMatchObject({ code: 'receipt_impossible' });
  });
});
