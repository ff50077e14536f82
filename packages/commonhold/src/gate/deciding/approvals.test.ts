import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Approvals, Asked } from './approvals.ts';
import { approvalsAt, ask, asked, owner, settled, someone, TestTime } from './approvals.fixture.ts';

const minute = 60_000;

let time: TestTime;
let approvals: Approvals;
beforeEach(() => {
  time = new TestTime();
  approvals = approvalsAt(time);
});

function only() {
  const [one, ...more] = approvals.list();
  if (one === undefined || more.length > 0) throw new Error(`there are ${approvals.list().length} requests`);
  return one;
}

describe('a call that needs an approval', () => {
  test('waits, and goes on at once when it is granted', async () => {
    const call = await ask(approvals, asked());
    expect(call.answer()).toBe('waits');
    expect(only()).toMatchObject({ state: 'open', waitsUntil: time.clock.now() + minute });
    const { id } = only();
    approvals.grant(id, owner);
    await settled();
    expect(call.answer()).toEqual({ type: 'granted', request: id });
    expect(approvals.list()).toEqual([]);
  });

  test('is told no as soon as somebody says no, with the reason, and so is the same call that comes again', async () => {
    const call = await ask(approvals, asked());
    const { id } = only();
    approvals.refuse(id, owner, 'not to them');
    await settled();
    const no = { type: 'refused', request: id, reason: 'not to them' };
    expect(call.answer()).toEqual(no);
    expect((await ask(approvals, asked())).answer()).toEqual(no);
    await time.pass(15 * minute);
    expect((await ask(approvals, asked())).answer()).toBe('waits');
  });

  test('waits a minute and no longer; granted after that, the same call passes when it comes again, once', async () => {
    const call = await ask(approvals, asked());
    const { id } = only();
    await time.pass(minute - 1);
    expect(call.answer()).toBe('waits');
    await time.pass(1);
    expect(call.answer()).toEqual({ type: 'pending', request: id });
    expect(only()).toMatchObject({ id, state: 'open', waitsUntil: undefined });
    approvals.grant(id, owner);
    expect((await ask(approvals, asked())).answer()).toEqual({ type: 'granted', request: id });
    expect((await ask(approvals, asked())).answer()).toBe('waits');
  });

  test('leaves its request for an hour, and nobody can grant it after that', async () => {
    const call = await ask(approvals, asked());
    const { id } = only();
    await time.pass(60 * minute - 1);
    expect(call.answer()).toMatchObject({ type: 'pending' });
    expect(approvals.get(id)).toBeDefined();
    await time.pass(1);
    expect(approvals.grant(id, owner)).toBeUndefined();
    expect(approvals.list()).toEqual([]);
  });

  test('that comes while the same is asked joins that request, and makes no second one', async () => {
    await ask(approvals, asked({ call: 'first' }));
    await ask(approvals, asked({ call: 'second' }));
    expect(only()).toMatchObject({ call: 'first' });
  });

  test('shares no grant: of several that wait for the same, exactly one gets it and the others ask anew', async () => {
    const calls = await Promise.all([1, 2, 3].map(() => ask(approvals, asked())));
    const { id } = only();
    approvals.grant(id, owner);
    await settled();
    expect(calls.filter((call) => call.answer() !== 'waits').map((call) => call.answer())).toEqual([
      { type: 'granted', request: id },
    ]);
    expect(only().id).not.toBe(id);
  });

  test('of which the client hangs up leaves the request, and a grant that comes meanwhile, to the next try', async () => {
    const call = await ask(approvals, asked());
    const { id } = only();
    // In one turn of the loop: both have happened before the call can look.
    call.hangUp();
    approvals.grant(id, owner);
    await settled();
    expect(call.answer()).toEqual({ type: 'gone', request: id });
    expect((await ask(approvals, asked())).answer()).toEqual({ type: 'granted', request: id });
  });
});

describe('a grant', () => {
  const other = asked().destination;
  test.each<[string, Partial<Asked>]>([
    ['other bytes', { body: Buffer.from('{"to":"Bea"}') }],
    ['one byte more', { body: Buffer.from('{"to":"Ben"} ') }],
    ['another caller', { asking: someone('p_bob') }],
    ['another provider', { destination: { ...other, provider: 'other' } }],
    ['a provider of which other things are known by now', { destination: { ...other, country: 'DE' } }],
    ['another model', { model: 'small' }],
    ['another address there', { path: '/v1/embeddings' }],
    ['a rule more', { needed: [...asked().needed, { rule: 'other', by: 'owner' }] }],
    ['another rule', { needed: [{ rule: 'other', by: 'owner' }] }],
    ['a rule that asks somebody else by now', { needed: [{ rule: 'ask-first', by: 'another-owner' }] }],
  ])('does not hold for %s', async (_what, change) => {
    const call = await ask(approvals, asked());
    await time.pass(minute);
    approvals.grant(only().id, owner);
    expect((await ask(approvals, asked(change))).answer()).toBe('waits');
    // Still there for what it was given for.
    expect((await ask(approvals, asked())).answer()).toMatchObject({ type: 'granted' });
    expect(call.answer()).toMatchObject({ type: 'pending' });
  });

  test('ends after 15 minutes, whatever somebody does to the clock on the wall', async () => {
    await ask(approvals, asked());
    await time.pass(minute);
    approvals.grant(only().id, owner);
    time.offset -= 24 * 60 * minute;
    await time.pass(15 * minute - 1);
    expect(only().state).toBe('granted');
    await time.pass(1);
    expect((await ask(approvals, asked())).answer()).toBe('waits');
  });

  test('that was not used can be taken back', async () => {
    await ask(approvals, asked());
    await time.pass(minute);
    const { id } = only();
    approvals.grant(id, owner);
    approvals.refuse(id, owner, undefined);
    expect((await ask(approvals, asked())).answer()).toMatchObject({ type: 'refused' });
    expect(approvals.grant(id, owner)).toBeUndefined();
  });

  test('of several people is whole when each has given theirs', async () => {
    const needed = [
      { rule: 'business', by: 'owner' },
      { rule: 'medical', by: 'Nurse Ada' },
    ];
    const call = await ask(approvals, asked({ needed }));
    const { id } = only();
    expect(approvals.grant(id, owner)).toMatchObject({ state: 'open', given: [{ rules: ['business'] }] });
    await settled();
    expect(call.answer()).toBe('waits');
    expect(approvals.grant(id, owner)).toBeUndefined();
    approvals.grant(id, someone('p_ada', { name: 'Nurse Ada' }));
    await settled();
    expect(call.answer()).toEqual({ type: 'granted', request: id });
  });
});

describe('who may approve', () => {
  const anna = someone('p_anna', { role: 'owner' });
  test.each([
    ['owner', 'an owner', owner, true],
    ['owner', 'the caller, who is an owner', anna, true],
    ['owner', 'a member', someone('p_bob'), false],
    ['owner', 'an auditor', someone('p_eve', { role: 'auditor' }), false],
    ['owner', 'an agent with the key of an owner', someone('p_bot', { role: 'owner', kind: 'agent' }), false],
    ['owner', 'an app with the key of an owner', someone('p_app', { role: 'owner', kind: 'app' }), false],
    ['another-owner', 'another owner', owner, true],
    ['another-owner', 'the caller, who is an owner', anna, false],
    ['Ada', 'the person of that name', someone('p_1', { name: 'Ada' }), true],
    ['Ada', 'an agent of that name', someone('p_1', { name: 'Ada', kind: 'agent' }), false],
    ['Ada', 'an auditor of that name', someone('p_1', { name: 'Ada', role: 'auditor' }), false],
    ['Ada', 'an owner of another name', owner, false],
    ['another-owner', 'a member whose name is that', someone('p_1', { name: 'another-owner' }), false],
  ])('what asks %s: %s (%#)', async (by, _who, person, may) => {
    await ask(approvals, asked({ asking: anna, needed: [{ rule: 'ask-first', by }] }));
    expect(approvals.grant(only().id, person) !== undefined).toBe(may);
  });
});

describe('what is kept', () => {
  const bodyOf = (size: number, fill: string): Uint8Array => Buffer.alloc(size, fill);

  test('is the bytes while somebody has to decide, and not after', async () => {
    await ask(approvals, asked());
    expect(only().content).toEqual(asked().body);
    approvals.refuse(only().id, owner, undefined);
    expect(only().content).toBeUndefined();
  });

  test('of one caller is 16 open requests, and another caller still gets theirs', async () => {
    for (let each = 0; each < 16; each += 1) await ask(approvals, asked({ body: Buffer.from(String(each)) }));
    const one = approvals.ask(asked(), new AbortController().signal);
    await expect(one).rejects.toMatchObject({ code: 'approvals_full' });
    expect((await ask(approvals, asked({ asking: someone('p_bob') }))).answer()).toBe('waits');
    // Deciding makes room.
    approvals.refuse(approvals.list()[5]?.id ?? '', owner, undefined);
    expect((await ask(approvals, asked())).answer()).toBe('waits');
  });

  test('is bounded in bytes: a request that could not be shown whole is refused, and nobody is asked', async () => {
    const half = 32 * 1024 * 1024;
    await ask(approvals, asked({ body: bodyOf(half, 'a') }));
    await ask(approvals, asked({ body: bodyOf(half, 'b') }));
    const one = approvals.ask(asked({ body: bodyOf(1, 'c') }), new AbortController().signal);
    await expect(one).rejects.toMatchObject({ code: 'approvals_full' });
    expect(approvals.list()).toHaveLength(2);
    approvals.grant(approvals.list()[0]?.id ?? '', owner);
    await settled();
    expect((await ask(approvals, asked({ body: bodyOf(1, 'c') }))).answer()).toBe('waits');
  });
});

test('whatever is asked and answered in whatever order, a call passes only by one unused grant for exactly what it sends', async () => {
  const callers = [someone('p_anna'), someone('p_bob')];
  const what = fc.record({
    asking: fc.constantFrom(...callers),
    body: fc.constantFrom('x', 'x', 'y').map((text) => Buffer.from(text)),
    model: fc.constantFrom('large', 'large', 'large', 'small'),
    needed: fc.constantFrom(asked().needed, asked().needed, [{ rule: 'other', by: 'owner' }]),
  });
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('ask' as const), what }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('grant' as const), at: fc.nat(2) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('refuse' as const), at: fc.nat(2) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('hang-up' as const), at: fc.nat(2) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('pass' as const),
        ms: fc.constantFrom(1000, minute, 16 * minute),
      }),
    },
  );
  let passed = 0;
  let late = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 40 }), async (steps) => {
      const moving = new TestTime();
      const broker = approvalsAt(moving);
      const bindings = new Map<string, { readonly key: string; readonly until: number }>();
      const used = new Set<string>();
      const calls: {
        readonly key: string;
        readonly call: Awaited<ReturnType<typeof ask>>;
        isSeen: boolean;
      }[] = [];
      for (const one of steps) {
        const list = broker.list();
        if (one.do === 'ask') {
          const call = await ask(broker, asked(one.what));
          calls.push({ key: keyOf(asked(one.what)), call, isSeen: false });
        } else if (one.do === 'hang-up') calls[one.at]?.call.hangUp();
        else if (one.do === 'pass') await moving.pass(one.ms);
        else {
          const request = list[one.at];
          if (request === undefined) continue;
          if (one.do === 'refuse') {
            if (broker.refuse(request.id, owner, undefined) !== undefined) bindings.delete(request.id);
          } else if (broker.grant(request.id, owner) !== undefined) {
            const until = moving.clock.monotonic() + 15 * minute;
            bindings.set(request.id, { key: keyOf(request), until });
          }
        }
        await settled();
        for (const each of calls) {
          const answer = each.call.answer();
          if (each.isSeen || answer === 'waits' || answer.type !== 'granted') continue;
          each.isSeen = true;
          passed += 1;
          if (one.do === 'ask') late += 1;
          const granted = bindings.get(answer.request);
          expect(granted?.key).toBe(each.key);
          expect(granted?.until).toBeGreaterThan(moving.clock.monotonic());
          expect(used.has(answer.request)).toBe(false);
          used.add(answer.request);
        }
      }
    }),
    { numRuns: 250 },
  );
  // The property would hold of a desk where nobody ever says yes.
  expect(passed).toBeGreaterThan(50);
  expect(late).toBeGreaterThan(10);
});

function keyOf({
  asking,
  model,
  needed,
  ...rest
}: Pick<Asked, 'asking' | 'model' | 'needed'> & object): string {
  const content = 'body' in rest ? rest.body : (rest as { readonly content?: Uint8Array }).content;
  return JSON.stringify([asking.id, model, needed, Buffer.from(content as Uint8Array).toString()]);
}
