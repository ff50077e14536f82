import { describe, expect, test } from 'vitest';
import type { AnswerEvent } from './answer-stream.ts';
import type { Talk } from './columns.ts';
import { Session, type SessionMeans } from './session.ts';
import { setModel } from './columns.ts';
import { pathTo } from './tree.ts';

interface Scripted {
  readonly requests: Readonly<Record<string, unknown>>[];
  readonly saved: Talk[];
  readonly session: Session;
}

const head: AnswerEvent = {
  type: 'head',
  call: 'call-1',
  destination: 'engine',
  decision: 'allow:valid-key',
};
const token = (text: string) => ({ text, logprob: -1, bytes: [], id: 1, alternatives: [] });

function scripted(
  answer: (signal: AbortSignal) => AsyncIterable<AnswerEvent> | Iterable<AnswerEvent>,
  more: Partial<SessionMeans> = {},
): Scripted {
  const requests: Readonly<Record<string, unknown>>[] = [];
  const saved: Talk[] = [];
  let count = 0;
  const session = new Session('talk-0001', undefined, {
    async *stream(request, _run, signal) {
      requests.push(request);
      yield* answer(signal);
    },
    save: (talk) => Promise.resolve(void saved.push(talk)),
    tellsTokens: () => true,
    localityOf: () => 'verified',
    describe: (error) => (error === undefined ? 'it broke off' : (error as Error).message),
    newId: () => `message-${count++}`,
    now: () => Date.now(),
    ...more,
  });
  session.edit((talk) => ({ ...talk, models: ['a'] }));
  return { requests, saved, session };
}

/** Resolves when no answer is coming any more. */
async function settled(session: Session): Promise<void> {
  while (session.snapshot().coming.size > 0) await new Promise((resolve) => setTimeout(resolve, 1));
}

const last = (session: Session) => session.snapshot().talk.messages.at(-1);

describe('an answer', () => {
  test('comes with where it ran, its record and its tokens, and is saved when it is complete', async () => {
    const { session, saved, requests } = scripted(() => [
      head,
      { type: 'text', text: 'A', tokens: [token('A')] },
      { type: 'drawn', temperature: 0.8 },
      { type: 'text', text: ' fox', tokens: [token(' fox')] },
      { type: 'finish', reason: 'stop' },
    ]);
    session.ask('Who?');
    await settled(session);
    expect(last(session)).toMatchObject({
      text: 'A fox',
      call: 'call-1',
      local: 'verified',
      ended: 'complete',
    });
    expect(session.tokensOf(last(session)?.id ?? '')).toMatchObject({ temperature: 0.8, scored: false });
    expect(requests[0]).toMatchObject({
      model: 'a',
      logprobs: true,
      messages: [{ role: 'user', content: 'Who?' }],
    });
    expect(requests[0]).not.toHaveProperty('temperature');
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(saved.at(-1)).toMatchObject({
      title: 'Who?',
      messages: [{}, { text: 'A fox', ended: 'complete' }],
    });
  });

  test.each<[string, AnswerEvent[], object]>([
    ['reached its longest', [{ type: 'finish', reason: 'length' }], { ended: 'length', text: 'A' }],
    ['ended without an end', [], { ended: 'failed', error: 'it broke off', text: 'A' }],
    [
      'broke',
      [{ type: 'broke', message: 'The engine died.' }],
      { ended: 'failed', error: 'The engine died.' },
    ],
  ])('that %s keeps what came and says so', async (_, events, expected) => {
    const { session } = scripted(() => [head, { type: 'text', text: 'A', tokens: [] }, ...events]);
    session.ask('Who?');
    await settled(session);
    expect(last(session)).toMatchObject(expected);
  });

  test('that is stopped keeps what came, and is not a failure', async () => {
    const { session } = scripted(async function* (signal) {
      yield head;
      yield { type: 'text', text: 'A', tokens: [] };
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')));
      });
    });
    session.ask('Who?');
    while (last(session)?.text !== 'A') await new Promise((resolve) => setTimeout(resolve, 1));
    session.stop();
    await settled(session);
    expect(last(session)).toMatchObject({ text: 'A', ended: 'stopped' });
    expect(last(session)?.error).toBeUndefined();
  });

  test('that never came is left out of what the next question sends, with its question', async () => {
    let fails = true;
    const { session, requests } = scripted(function* () {
      yield head;
      if (fails) throw new Error('refused');
      yield { type: 'finish', reason: 'stop' };
    });
    session.ask('One?');
    await settled(session);
    expect(last(session)).toMatchObject({ ended: 'failed', error: 'refused', text: '' });
    fails = false;
    session.ask('Two?');
    await settled(session);
    expect(requests[1]?.['messages']).toEqual([{ role: 'user', content: 'Two?' }]);
  });
});

describe('a fork', () => {
  test('gives the model its beginning, shows it at once, and is not doubled when the node repeats it', async () => {
    const { session, requests } = scripted(() => [
      head,
      { type: 'text', text: 'A dog', tokens: [] },
      { type: 'text', text: ' ran.', tokens: [] },
      { type: 'finish', reason: 'stop' },
    ]);
    session.ask('Who?');
    await settled(session);
    const answer = last(session);
    if (answer === undefined) throw new Error('no answer');
    session.fork([0], answer, { text: 'A dog', ids: [1, 9] }, ' dog');
    expect(last(session)).toMatchObject({ text: 'A dog', forced: ' dog', parent: answer.parent });
    await settled(session);
    expect(last(session)?.text).toBe('A dog ran.');
    expect(requests[1]).toMatchObject({
      continue_final_message: true,
      echo: true,
      prefix_token_ids: [1, 9],
      messages: [{ content: 'Who?' }, { role: 'assistant', content: 'A dog' }],
    });
  });

  test('of a model that tells no tokens puts the new words behind the given ones', async () => {
    const { session } = scripted(
      () => [head, { type: 'text', text: ' ran.', tokens: [] }, { type: 'finish', reason: 'stop' }],
      {
        tellsTokens: () => false,
      },
    );
    session.ask('Who?');
    await settled(session);
    const answer = last(session);
    if (answer === undefined) throw new Error('no answer');
    session.fork([0], answer, { text: 'A dog', ids: undefined }, ' dog');
    await settled(session);
    expect(last(session)?.text).toBe('A dog ran.');
  });
});

test('scoring asks for no new word and keeps the call that did it', async () => {
  const { session, requests } = scripted(() => [
    head,
    { type: 'text', text: 'A', tokens: [token('A')] },
    { type: 'finish', reason: 'stop' },
  ]);
  session.ask('Who?');
  await settled(session);
  const answer = last(session);
  if (answer === undefined) throw new Error('no answer');
  await session.score(answer, new AbortController().signal);
  expect(requests[1]).toMatchObject({ max_tokens: 0, echo: true, logprobs: true, temperature: 0 });
  expect(session.tokensOf(answer.id)).toMatchObject({ scored: true, tokens: [{ text: 'A' }] });
  expect(last(session)?.scored).toBe('call-1');
});

test('each column asks its own model with its own past', async () => {
  const { session, requests } = scripted(() => [
    head,
    { type: 'text', text: 'x', tokens: [] },
    { type: 'finish', reason: 'stop' },
  ]);
  session.edit((talk) => ({ ...talk, models: ['a', 'b'] }));
  session.ask('One?');
  await settled(session);
  session.edit((talk) => setModel(talk, 1, 'c'));
  session.ask('Two?');
  await settled(session);
  expect(requests.map(({ model }) => model)).toEqual(['a', 'b', 'a', 'c']);
  const { talk } = session.snapshot();
  expect(pathTo(talk.messages, talk.shown[1]).map(({ model }) => model)).toEqual([
    undefined,
    'b',
    undefined,
    'c',
  ]);
});
