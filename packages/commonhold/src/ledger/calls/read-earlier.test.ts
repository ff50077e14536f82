import { describe, expect, test } from 'vitest';
import { openHomeForEach } from '../each-home.fixture.ts';
import { allowed, somebody, someAttempt, someCall, someResult } from '../home.fixture.ts';
import type { AttemptResult, CallIdentity, NewAttempt } from '../recorder.ts';

const home = openHomeForEach();

const ada = somebody('p_ada');

async function record(
  call: Partial<CallIdentity> = {},
  attempt: Partial<NewAttempt> = {},
  result: Partial<AttemptResult> | 'none' = {},
): Promise<string> {
  const made = someCall({ principal: ada, clientWire: 'openai-responses', ...call });
  const open = await home.ledger.intent(someAttempt({ call: made, ...attempt }));
  open.received(Buffer.from('An answer.'));
  if (result !== 'none') await open.outcome(someResult(result));
  return made.id;
}

const read = (name: string, principal = 'p_ada') => home.ledger.earlier.read(principal, { call: name });

describe('a call that somebody goes on from', () => {
  test('is read with its request, its answer, its run and all labels that it carried', async () => {
    const id = await record({ run: 'a-run' }, { providerWire: 'openai-chat' }, { labels: ['code'] });
    const call = await read(id);
    expect(call).toMatchObject({ id, wire: 'openai-responses', operation: 'generate', run: 'a-run' });
    if (call === undefined || call === 'erased') throw new Error('it is there');
    expect([...call.labels].sort()).toEqual(['code', 'personal', 'ward-7']);
    expect(Buffer.from(call.request).toString()).toContain('smollm2');
    expect(call.answer).toMatchObject({ wire: 'openai-chat', inPseudonyms: false });
    expect(Buffer.from(call.answer?.bytes ?? []).toString()).toBe('An answer.');
  });

  test('is nobody else’s to go on from, and leaves no access entry', async () => {
    const id = await record();
    const before = home.store.head().size;
    expect(await read(id, 'p_eve')).toBeUndefined();
    expect(await read('01m00000000000000000000000')).toBeUndefined();
    await read(id);
    expect(home.store.head().size).toBe(before);
  });

  test('is found by the id that its destination gave the answer, the newest where several have it', async () => {
    await record({}, {}, { answerId: 'resp_x' });
    const newest = await record({}, {}, { answerId: 'resp_x' });
    await record({ principal: somebody('p_eve') }, {}, { answerId: 'resp_x' });
    expect(await home.ledger.earlier.read('p_ada', { answer: 'resp_x' })).toMatchObject({ id: newest });
    expect(await home.ledger.earlier.read('p_ada', { answer: 'resp_y' })).toBeUndefined();
  });

  test('has no answer while it is under way, and none when it failed', async () => {
    const failed = await record({}, {}, { status: 'failed', error: 'upstream_broke' });
    expect(await read(failed)).toMatchObject({ answer: undefined });
    const open = await record({}, {}, 'none');
    expect(await read(open)).toMatchObject({ answer: undefined });
  });

  test('says that its answer was given in pseudonyms', async () => {
    const decision = { ...allowed, facts: { ...allowed.facts, pseudonyms: { PERSON: 1 } } };
    const id = await record({}, { decision });
    expect(await read(id)).toMatchObject({ answer: { inPseudonyms: true } });
  });
});
