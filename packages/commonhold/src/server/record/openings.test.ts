import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { Clock } from '#base';
import type { Principal } from '#call';
import type { CallDetail } from '#ledger';
import { Openings } from './openings.ts';

const person = (id: string): Principal => ({
  id,
  kind: 'person',
  name: id,
  role: 'owner',
  project: 'default',
  key: `k_${id}`,
  labels: [],
});
const [anna, ben] = [person('p_anna'), person('p_ben')];
const hourMs = 3_600_000;

let nowMs: number;
let opened: string[];
let agreed: string[];
let opening: () => Promise<void>;
let openings: Openings;
beforeEach(() => {
  nowMs = 0;
  opened = [];
  agreed = [];
  opening = async () => undefined;
  const clock: Clock = { now: () => 1_700_000_000_000, monotonic: () => nowMs };
  const ledger = {
    async openBodies(id: string, reader: Principal) {
      await opening();
      opened.push(`${reader.id} ${id}`);
      return [];
    },
    async openReceipt(id: string, parts: readonly string[], reader: Principal) {
      await opening();
      opened.push(`${reader.id} ${id} ${parts.join(' and ')}`);
      return new Uint8Array();
    },
    accesses: {
      agree: async (id: string, by: Principal) => void agreed.push(`${by.id} ${id}`),
      search: () => Promise.reject(new Error('not asked here')),
      list: () => Promise.reject(new Error('not asked here')),
      lookAtWaiting: () => Promise.reject(new Error('not asked here')),
    },
    // Whose call it is: everything here was said by somebody else.
    call: async () => ({ principal: 'p_member' }) as CallDetail,
  };
  openings = new Openings(
    ledger,
    clock,
    (count) => randomBytes(count),
    () => ({ reason: 'none', people: 2 }),
  );
});

test('a request ends an hour after it was asked, agreed to or not', async () => {
  const first = await openings.ask('a', anna, undefined);
  nowMs = hourMs - 1;
  const second = await openings.ask('b', anna, undefined);
  await openings.agree(first.id, ben);
  nowMs = hourMs;
  await expect(openings.open('a', anna, undefined)).rejects.toMatchObject({ code: 'second_person_required' });
  expect(openings.list().map(({ id }) => id)).toEqual([second.id]);
  await expect(openings.agree(first.id, ben)).rejects.toMatchObject({ code: 'opening_unknown' });
  expect(opened).toEqual([]);
});

test('asking again takes back what was agreed to, because the reason may be another', async () => {
  const first = await openings.ask('a', anna, 'one reason');
  await openings.agree(first.id, ben);
  await openings.ask('a', anna, 'another reason');
  await expect(openings.open('a', anna, undefined)).rejects.toMatchObject({ code: 'second_person_required' });
});

test('an agreement for one call or one person opens no other', async () => {
  const { id } = await openings.ask('a', anna, undefined);
  await openings.agree(id, ben);
  for (const [call, reader] of [
    ['b', anna],
    ['a', ben],
    ['a', person('p_carl')],
  ] as const) {
    await expect(openings.open(call, reader, undefined)).rejects.toMatchObject({
      code: 'second_person_required',
    });
  }
  await openings.open('a', anna, undefined);
  expect(opened).toEqual(['p_anna a']);
  expect(agreed).toEqual(['p_ben a']);
});

test('one agreement serves one look: at the call, or at what opens it in a receipt', async () => {
  const { id } = await openings.ask('a', anna, undefined);
  await openings.agree(id, ben);
  await openings.openReceipt('a', ['answer'], anna, undefined);
  expect(opened).toEqual(['p_anna a answer']);
  await expect(openings.open('a', anna, undefined)).rejects.toMatchObject({ code: 'second_person_required' });
  await expect(openings.openReceipt('a', ['answer'], anna, undefined)).rejects.toMatchObject({
    code: 'second_person_required',
  });
});

test('an opening that failed can be tried again, for nobody has seen anything', async () => {
  const { id } = await openings.ask('a', anna, undefined);
  await openings.agree(id, ben);
  opening = () => Promise.reject(new Error('the disk is full'));
  await expect(openings.open('a', anna, undefined)).rejects.toThrow('the disk is full');
  opening = async () => undefined;
  await openings.open('a', anna, undefined);
  expect(opened).toEqual(['p_anna a']);
});

test('the sixty-fifth request is refused and pushes none out', async () => {
  for (let call = 0; call < 64; call++) await openings.ask(`call ${call}`, anna, undefined);
  await expect(openings.ask('one more', ben, undefined)).rejects.toMatchObject({ code: 'openings_full' });
  expect(openings.list()).toHaveLength(64);
});
