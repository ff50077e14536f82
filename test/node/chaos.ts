import { readdir } from 'node:fs/promises';
import { expect } from 'vitest';
import { eventually } from './eventually.ts';
import { type Misdeed, type MisbehavingUpstream, startMisbehavingUpstream } from './misbehaving-upstream.ts';
import { api, chat, newHome, removeHome, startTestNode, type TestNode } from './running-node.ts';
import { type ScriptedUpstream, startScriptedUpstream } from './scripted-upstream.ts';

/** A node between a destination that misbehaves and one that answers. */
export interface Chaos {
  readonly node: TestNode;
  readonly bad: MisbehavingUpstream;
  readonly good: ScriptedUpstream;
  close(): Promise<void>;
}

export async function startChaos(): Promise<Chaos> {
  const bad = await startMisbehavingUpstream();
  const good = await startScriptedUpstream();
  const home = await newHome(`
limits: { replyBytes: 1048576 }
providers:
  bad:
    wire: openai-chat
    baseUrl: http://127.0.0.1:${bad.port}/v1
    authentication: none
    destination: { local: declared }
    headSeconds: 0.5
    idleSeconds: 0.5
    retries: { max: 1, firstSeconds: 0.05 }
    breaker: { failures: 0 }
  good:
    wire: openai-chat
    baseUrl: http://127.0.0.1:${good.port}/v1
    authentication: none
    destination: { local: declared }
routes:
  alone: [{ provider: bad, model: test-model }]
  both: [{ provider: bad, model: test-model }, { provider: good, model: test-model }]
`);
  const node = await startTestNode(home);
  return {
    node,
    bad,
    good,
    async close() {
      await node.stop();
      await bad.close();
      await good.close();
      await removeHome(home);
    },
  };
}

interface RecordedCall {
  readonly status: string;
  readonly error?: string;
  readonly attempts: number;
  readonly provider?: string;
  readonly attemptDetails: readonly { readonly outcome?: object }[];
}

const request = (model: string, stream: boolean): object => ({
  model,
  stream,
  messages: [{ role: 'user', content: 'What is a commons?' }],
});

/** Lets the destination do its worst to a call with nobody else to ask, and to one with somebody. */
export async function suffer({ node, bad }: Chaos, misdeed: Misdeed): Promise<void> {
  bad.behave = misdeed.behave;
  const isStream = misdeed.stream === true;
  const alone = await chat(node, request('alone', isStream));
  const body = await alone.text();
  const { alone: due } = misdeed;
  if (due === 'answer') expect(body).toContain('from the bad one');
  else if (due === 'broken stream') {
    expect(alone.status).toBe(200);
    expect(body).toContain('half');
    expect(body).toContain(`"code":"${misdeed.error}"`);
  } else if ('error' in due) expect(alone.headers.get('x-commonhold-error'), body).toBe(due.error);
  else expect(alone.status, body).toBe(due.status);

  const call = await recorded(node, alone);
  const ownError = typeof due === 'object' && 'error' in due ? due.error : undefined;
  const error = misdeed.error ?? ownError;
  expect(call.error).toBe(error);
  expect(call.status).toBe(error === undefined ? 'completed' : 'failed');
  expect(call.attempts).toBe(misdeed.attempts);

  // A translated answer must be readable; on one wire a client gets what came.
  const both = await chat(node, request('both', isStream || misdeed.fallsBack));
  const answer = await both.text();
  const second = await recorded(node, both);
  if (misdeed.fallsBack) {
    expect(both.status).toBe(200);
    expect(both.headers.get('x-commonhold-destination')).toBe('good');
    expect(answer).toContain('yes');
    expect(second).toMatchObject({ status: 'completed', provider: 'good', attempts: misdeed.attempts + 1 });
  } else expect(second).toMatchObject({ provider: 'bad', attempts: misdeed.attempts });
}

/** The call on record, once its last outcome is; each of its intents has one. */
async function recorded(node: TestNode, reply: Response): Promise<RecordedCall> {
  const id = reply.headers.get('x-commonhold-call') ?? 'none';
  return eventually(async () => {
    const { call } = await api<{ call: RecordedCall }>(node, 'GET', `/api/calls/${id}`);
    const isWhole =
      call.attemptDetails.length === call.attempts && call.attemptDetails.every(({ outcome }) => outcome);
    return call.status === 'open' || !isWhole ? undefined : call;
  });
}

/** Files and sockets that the process has open. */
export async function openFiles({ node }: Chaos): Promise<number> {
  return (await readdir(`/proc/${node.process.pid}/fd`)).length;
}
