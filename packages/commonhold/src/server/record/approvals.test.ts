import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Principal } from '#call';
import { type ApprovalRequest, Approvals } from '#gate';
import type { AccessOptions, CallDetail, Ledger } from '#ledger';
import { ApprovalDesk } from './approvals.ts';

const words = Buffer.from('{"to":"Ben"}');

function someone(id: string, role: Principal['role'] = 'member'): Principal {
  return { id, kind: 'person', name: id, role, project: 'default', key: `k_${id}`, labels: [] };
}
const anna = someone('p_anna', 'owner');
const ben = someone('p_ben', 'owner');
const member = someone('p_member');

let approvals: Approvals;
let desk: ApprovalDesk;
let options: AccessOptions;
/** What was written down, in order; each write waits until it is let through. */
let written: string[];
let letThrough: (() => void)[];
let erased: boolean;

beforeEach(() => {
  written = [];
  letThrough = [];
  erased = false;
  options = { reason: 'none', people: 1 };
  approvals = new Approvals({
    clock: { now: () => 1_795_305_600_000, monotonic: () => 0 },
    randomness: (bytes) => randomBytes(bytes),
    after: () => () => undefined,
    changed: () => undefined,
  });
  const ledger = {
    approvals: {
      record: async (by: Principal, { decision }: { decision: string }) => {
        await new Promise<void>((resolve) => letThrough.push(resolve));
        written.push(`${by.id} ${decision}`);
      },
    },
    accesses: {
      lookAtWaiting: async (call: string, reader: Principal, statement: { reason?: string }) =>
        void written.push(`${reader.id} looked at ${call}: ${statement.reason ?? 'no reason'}`),
    },
    call: async () => (erased ? ({ erasure: {} } as CallDetail) : undefined),
  } as unknown as Pick<Ledger, 'approvals' | 'accesses' | 'call'>;
  desk = new ApprovalDesk(approvals, ledger, () => options);
});

function asks(by = 'owner', asking: Principal = member): ApprovalRequest {
  void approvals.ask(
    {
      call: '01call',
      asking,
      model: 'm',
      destination: {
        provider: 'acme',
        legalEntity: undefined,
        country: undefined,
        retentionDays: undefined,
        trainsOnData: undefined,
        local: 'no',
      },
      path: '/v1/chat/completions',
      body: words,
      labels: [],
      found: {},
      needed: [{ rule: 'ask-first', by }],
      rules: [],
    },
    AbortSignal.abort(),
  );
  const [request] = approvals.list();
  if (request === undefined) throw new Error('nothing was asked');
  return request;
}

async function write(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  letThrough.shift()?.();
  await new Promise((resolve) => setImmediate(resolve));
}

describe('a decision', () => {
  test('has no effect before it is on record', async () => {
    const { id } = asks();
    const granting = desk.grant(id, anna);
    await new Promise((resolve) => setImmediate(resolve));
    expect(approvals.get(id)?.state).toBe('open');
    await write();
    expect(await granting).toMatchObject({ state: 'granted' });
    expect(written).toEqual(['p_anna granted']);
  });

  test('and another one at the same time are one after the other, so nobody’s word is written in vain', async () => {
    const { id } = asks();
    const granting = desk.grant(id, anna);
    const again = desk.grant(id, ben);
    void again.catch(() => undefined);
    await write();
    await granting;
    await expect(again).rejects.toMatchObject({ code: 'approval_decided' });
    expect(written).toEqual(['p_anna granted']);
  });

  test('is refused to whoever is not asked, and nothing is written', async () => {
    const { id } = asks('another-owner', anna);
    await expect(desk.grant(id, anna)).rejects.toMatchObject({ code: 'approval_not_yours' });
    await expect(desk.refuse(id, anna, undefined)).rejects.toMatchObject({ code: 'approval_not_yours' });
    // Whom it does not concern is told what a stranger is told.
    await expect(desk.grant(id, member)).rejects.toMatchObject({ code: 'approval_unknown' });
    expect(desk.list(member)).toEqual([]);
    expect(written).toEqual([]);
  });
});

describe('a look at what waits', () => {
  test('is written down before anything is shown, one’s own too', async () => {
    const { id } = asks();
    expect(Buffer.from(await desk.content(id, anna, 'to decide'))).toEqual(words);
    expect(Buffer.from(await desk.content(id, member, undefined))).toEqual(words);
    expect(written).toEqual(['p_anna looked at 01call: to decide', 'p_member looked at 01call: no reason']);
  });

  test('takes what an opening takes: a reason, or nothing at all where it takes two people', async () => {
    const { id } = asks();
    options = { reason: 'required', people: 1 };
    await expect(desk.content(id, anna, undefined)).rejects.toMatchObject({ code: 'access_reason_required' });
    options = { reason: 'none', people: 2 };
    await expect(desk.content(id, anna, 'why')).rejects.toMatchObject({ code: 'approval_content_closed' });
    expect(Buffer.from(await desk.content(id, member, undefined))).toEqual(words);
    expect(written).toEqual(['p_member looked at 01call: no reason']);
  });

  test('finds nothing once the call was erased, and the request is gone with it', async () => {
    const { id } = asks();
    erased = true;
    await expect(desk.content(id, anna, undefined)).rejects.toMatchObject({ code: 'body_erased' });
    expect(approvals.list()).toEqual([]);
    expect(written).toEqual([]);
  });

  test('finds nothing once it is decided', async () => {
    const { id } = asks();
    const refusing = desk.refuse(id, anna, undefined);
    await write();
    await refusing;
    await expect(desk.content(id, anna, undefined)).rejects.toMatchObject({ code: 'approval_decided' });
  });
});
