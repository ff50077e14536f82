import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './node/eventually.ts';
import {
  api,
  chat,
  commonhold,
  newHome,
  removeHome,
  startTestNode,
  type TestNode,
} from './node/running-node.ts';

const model = 'smollm2-135m-instruct';
const question = { role: 'user', content: 'Tell a story about a fox.' };

interface Token {
  readonly token: string;
  readonly logprob: number;
  readonly bytes: readonly number[] | null;
  readonly id: number;
}
interface Shown extends Token {
  readonly top_logprobs: readonly Token[];
}
interface Completion {
  readonly choices: readonly {
    readonly message: { readonly content: string };
    readonly finish_reason: string;
    readonly logprobs: { readonly content: readonly Shown[] } | null;
  }[];
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number };
}
interface Prompt {
  readonly text: string;
  readonly template: { readonly source: string; readonly digest: string; readonly text: string };
  readonly tokens: readonly { readonly id: number; readonly text: string; readonly special: boolean }[];
  readonly contextTokens: number;
  readonly warnings: readonly string[];
  readonly error?: { readonly code: string };
}

/** Everything that a page needs to open an answer of the local model token by token, over HTTP. */
describe('a node with the local model', () => {
  let home: string;
  let node: TestNode;

  beforeAll(async () => {
    home = await newHome('engine: { contextTokens: 1024 }\nlimits: { requestBytes: 100000 }\n');
    node = await startTestNode(home, { withModel: true });
  }, 120_000);
  afterAll(async () => {
    await node.stop();
    await removeHome(home);
  });

  const asked = {
    model,
    temperature: 0,
    max_tokens: 12,
    logprobs: true,
    top_logprobs: 20,
    messages: [question],
  };
  const open = { continue_final_message: true, add_generation_prompt: false };

  async function complete(body: object): Promise<Completion> {
    const reply = await chat(node, body);
    const text = await reply.text();
    expect(reply.status, text).toBe(200);
    return JSON.parse(text) as Completion;
  }
  const shown = (reply: Completion): readonly Shown[] => reply.choices[0]?.logprobs?.content ?? [];
  const content = (reply: Completion): string => reply.choices[0]?.message.content ?? '';

  async function prompt(
    name: string,
    body: object,
    key = node.key,
  ): Promise<{ status: number; reply: Prompt }> {
    const reply = await fetch(new URL(`/api/models/${name}/prompt`, node.baseUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
    });
    return { status: reply.status, reply: (await reply.json()) as Prompt };
  }
  const logSize = async (): Promise<number> =>
    (await api<{ log: { size: number } }>(node, 'GET', '/api/status')).log.size;

  test('tells tokens with ids, bytes and twenty alternatives, the same whole and streamed', async () => {
    const whole = await complete(asked);
    const reply = await chat(node, { ...asked, stream: true });
    const chunks = (await reply.text())
      .split('\n')
      .filter((line) => line.startsWith('data: {'))
      .map((line) => JSON.parse(line.slice('data: '.length)) as Completion);
    expect(chunks.flatMap(shown)).toEqual(shown(whole));
    expect(shown(whole)).toHaveLength(whole.usage.completion_tokens);
    for (const token of shown(whole)) {
      expect(token.top_logprobs).toHaveLength(20);
      expect(token.top_logprobs[0]).toMatchObject({ id: token.id, logprob: token.logprob });
    }
    const bytes = shown(whole).flatMap((token) => token.bytes ?? []);
    expect(Buffer.from(bytes).toString()).toBe(content(whole));
    expect((await chat(node, { ...asked, top_logprobs: 21 })).status).toBe(422);
  });

  test('forks an answer at another token, and scores the whole afterwards as a call on record', async () => {
    const whole = await complete(asked);
    const [kept, other] = [shown(whole).slice(0, 3), shown(whole)[3]?.top_logprobs[1]];
    const text = [...kept, other].map((token) => token?.token).join('');
    const begun = { messages: [question, { role: 'assistant', content: text }], ...open };
    const fork = await complete({ ...asked, ...begun });
    expect(content(fork)).not.toBe('');

    const answer = text + content(fork);
    const before = await logSize();
    const scored = await complete({
      ...asked,
      ...begun,
      messages: [question, { role: 'assistant', content: answer }],
      echo: true,
      max_tokens: 0,
    });
    expect(await logSize()).toBeGreaterThan(before);
    expect(content(scored)).toBe(answer);
    expect(scored.usage.completion_tokens).toBe(0);
    expect(scored.choices[0]?.finish_reason).toBe('length');
    expect(shown(scored)[3]?.logprob).toBeCloseTo(other?.logprob ?? 0, 2);
  });

  test('refuses to continue what is no answer', async () => {
    const reply = await chat(node, { ...asked, ...open });
    expect(reply.status).toBe(422);
    expect(await reply.text()).toContain('Continuing messages[0], which is no answer');
    expect(reply.headers.get('x-commonhold-destination')).toBeNull();
  });

  test('shows the prompt of a call without a call: nothing is added to the log', async () => {
    const { usage } = await complete({ ...asked, max_tokens: 1 });
    // A call gives its place back when its outcome is written, which its client does not wait for.
    await eventually(async () => {
      const { callsUnderWay } = await api<{ callsUnderWay: number }>(node, 'GET', '/api/status');
      return callsUnderWay === 0 ? true : undefined;
    });
    const before = await logSize();
    const { status, reply } = await prompt(model, { messages: [question], user: 'u' });
    expect(status).toBe(200);
    expect(reply.text).toContain('<|im_start|>user\nTell a story about a fox.<|im_end|>');
    expect(reply.template).toMatchObject({ source: 'gguf', digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(reply.tokens[0]).toEqual({ id: 1, text: '<|im_start|>', special: true });
    expect(reply.contextTokens).toBe(1024);
    expect(reply.warnings).toEqual([expect.stringContaining('user')]);
    expect(reply.tokens).toHaveLength(usage.prompt_tokens);
    expect(await logSize()).toBe(before);
  });

  test('shows it to everybody with a key, and to nobody without', async () => {
    const added = await commonhold(home, ['keys', 'add', 'app', '--json']);
    const { key } = JSON.parse(added.output) as { key: string };
    expect((await prompt(model, { messages: [question] }, key)).status).toBe(200);
    expect((await prompt(model, { messages: [question] }, 'wrong')).status).toBe(401);
  });

  test.each<[string, string, object, number, string]>([
    ['of a model elsewhere', 'gpt-4o', { messages: [question] }, 404, 'model_not_local'],
    ['of a body that is no chat request', model, { messages: [] }, 400, 'request_invalid'],
    ['of a body for another model', model, { model: 'other', messages: [question] }, 400, 'request_invalid'],
    [
      'larger than a request may be',
      model,
      { messages: [{ role: 'user', content: 'x'.repeat(100_001) }] },
      413,
      'body_too_large',
    ],
    [
      'with tools that only another protocol has',
      model,
      { messages: [question], tools: [{ type: 'custom', custom: { name: 'g' } }] },
      422,
      'not_expressible',
    ],
  ])('does not show a prompt %s', async (_, name, body, status, code) => {
    const refused = await prompt(name, body);
    expect(refused.status).toBe(status);
    expect(refused.reply.error?.code).toBe(code);
  });
});
