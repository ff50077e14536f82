import { DatabaseSync } from 'node:sqlite';
import {
  type BodyReport,
  checkBody,
  type ProvenReceipt,
  type ReceiptPart,
  verifyReceipt,
} from '@commonhold/record';
import { expect, test } from 'vitest';
import { sha256 } from '#store';
import { openHomeForEach } from '../each-home.fixture.ts';
import { allowed, recordCall, somebody, someAttempt, someCall, someResult } from '../home.fixture.ts';
import { verifySignature } from '../keys/node-keys.ts';

const home = openHomeForEach();

const owner = somebody('p_owner');

async function opened(call: string, parts: readonly ReceiptPart[]): Promise<ProvenReceipt> {
  const receipt = await home.ledger.openReceipt(call, parts, owner, { reason: 'an audit' });
  const report = verifyReceipt(receipt, {
    hash: sha256,
    verifySignature,
    trustedKeys: [home.ledger.verifierKey],
  });
  if (report.verdict !== 'proven') throw new Error(report.reason);
  return report;
}

function fitting(report: ProvenReceipt, body: Uint8Array | string): string[] {
  const checked: BodyReport['checked'] = checkBody(report, Buffer.from(body), sha256).checked;
  return checked.flatMap(({ attempt, field, fits }) => (fits ? [`${field} of ${attempt}`] : []));
}

const looks = () => home.ledger.accesses.list({ limit: 10 });

test('a receipt opens what was asked and answered, each to the byte', async () => {
  const call = await recordCall(home.ledger, someCall(), 'Grüß Gott.');
  const report = await opened(call.id, ['request', 'answer']);
  expect(fitting(report, call.request)).toEqual(['request of 1', 'sent of 1']);
  expect(fitting(report, 'Grüß Gott.')).toEqual(['received of 1', 'replied of 1']);
  expect(fitting(report, 'Grüß Gott')).toEqual([]);
});

test('a receipt opens every attempt of a call, and tells what was sent from what was asked', async () => {
  const call = someCall();
  const sent = Buffer.from('{"other":"bytes"}');
  const first = await home.ledger.intent(someAttempt({ call, sent }));
  first.received(Buffer.from('busy'));
  await first.outcome(someResult({ status: 'failed', error: 'upstream_failed', http: 503 }));
  const second = await home.ledger.intent(someAttempt({ call, number: 2 }));
  second.received(Buffer.from('raw'));
  second.replied(Buffer.from('made of it'));
  await second.outcome(someResult());
  const report = await opened(call.id, ['request', 'answer']);
  expect(fitting(report, call.request)).toEqual(['request of 1', 'sent of 2']);
  expect(fitting(report, sent)).toEqual(['sent of 1']);
  expect(fitting(report, 'busy')).toEqual(['received of 1']);
  expect(fitting(report, 'raw')).toEqual(['received of 2']);
  expect(fitting(report, 'made of it')).toEqual(['replied of 2']);
});

test('what opens a receipt is written down, with the reason, and is not in the receipt itself', async () => {
  const call = await recordCall(home.ledger);
  const report = await opened(call.id, ['answer']);
  const [look] = await looks();
  expect(look).toMatchObject({
    action: 'export',
    call: call.id,
    fields: ['received'],
    principal: owner.id,
    statement: { reason: 'an audit' },
  });
  expect(look?.index).toBe(report.size);
  expect(report.leaves).toHaveLength(2);
  await opened(call.id, ['request']);
  expect((await looks())[0]).toMatchObject({ action: 'export', fields: ['request', 'sent'] });
});

test('a receipt that opens nothing is no look', async () => {
  const call = await recordCall(home.ledger);
  await home.ledger.receipt(call.id);
  expect(await looks()).toEqual([]);
});

test.each(['bodies', 'everything'] as const)(
  'an erased call (%s) still has its receipt, and nothing opens it any more',
  async (extent) => {
    const call = await recordCall(home.ledger);
    await home.ledger.erasures.erase({
      scope: { kind: 'call', call: call.id, later: false },
      extent,
      basis: 'request',
      actor: owner,
      compact: 'never',
    });
    await home.ledger.receipt(call.id);
    await expect(opened(call.id, ['answer'])).rejects.toMatchObject({ code: 'body_erased' });
    expect(await looks()).toEqual([]);
  },
);

test('of a refused call the request can be opened, and an answer that never was cannot', async () => {
  const call = someCall();
  await home.ledger.refusal({ call, decision: allowed, error: 'policy_denied' });
  expect(fitting(await opened(call.id, ['request']), call.request)).toEqual(['request of 0']);
  await expect(opened(call.id, ['request', 'answer'])).rejects.toMatchObject({
    code: 'receipt_part_missing',
  });
  expect(await looks()).toHaveLength(1);
});

test('what is stored is held against its commitment before anything is given out', async () => {
  const call = await recordCall(home.ledger);
  const database = new DatabaseSync(home.place.database);
  database.exec('UPDATE body SET bytes = zeroblob(length(bytes))');
  database.close();
  await expect(opened(call.id, ['answer'])).rejects.toMatchObject({ code: 'home_damaged' });
  expect(await looks()).toEqual([]);
});
