import { ApiError, FunctionCallingConfigMode, GoogleGenAI, Type } from '@google/genai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './node/eventually.ts';
import { array, events, type GeminiVendor, startGeminiVendor } from './node/gemini-vendor.ts';
import { newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';
import { type ScriptedUpstream, startScriptedUpstream } from './node/scripted-upstream.ts';

const local = 'smollm2-135m-instruct';
const weather = {
  name: 'weather',
  description: 'The weather of a place',
  parameters: {
    type: Type.OBJECT,
    properties: { place: { type: Type.STRING, nullable: true } },
    required: ['place'],
  },
};

/** Google's own client, told nothing but where and with which key; the local model answers, and vendors that a test plays. */
describe('the official Gemini client on a node', () => {
  let home: string;
  let node: TestNode;
  let client: GoogleGenAI;
  let vendor: GeminiVendor;
  let openAi: ScriptedUpstream;
  let base: string;

  beforeAll(async () => {
    vendor = await startGeminiVendor();
    openAi = await startScriptedUpstream();
    home = await newHome(
      [
        'engine: { contextTokens: 2048 }',
        'providers:',
        `  google: { wire: gemini, baseUrl: "${vendor.baseUrl}", authentication: none, models: [gemini-x], destination: { local: "no" } }`,
        `  other: { wire: openai-chat, baseUrl: "http://127.0.0.1:${openAi.port}/v1", authentication: none, models: [gpt-x], destination: { local: "no" } }`,
        'routes:',
        '  renamed: [{ provider: google, model: gemini-x }]',
        '  org/name:7b: [{ provider: google, model: gemini-x }]',
        '',
      ].join('\n'),
    );
    node = await startTestNode(home, { withModel: true });
    base = node.baseUrl.replace(/\/v1$/, '');
    client = new GoogleGenAI({ apiKey: node.key, httpOptions: { baseUrl: `${base}/gemini` } });
  }, 120_000);
  afterAll(async () => {
    await node.stop();
    await vendor.close();
    await openAi.close();
    await removeHome(home);
  });

  describe('with the local model', () => {
    test('lists the models, page by page, and describes one', async () => {
      const names: string[] = [];
      for await (const { name } of await client.models.list({ config: { pageSize: 2 } }))
        names.push(name ?? '');
      expect(names).toEqual(expect.arrayContaining([`models/${local}`, 'models/renamed', 'models/gpt-x']));
      const { name, supportedActions } = await client.models.get({ model: local });
      expect([name, supportedActions]).toEqual([
        `models/${local}`,
        expect.arrayContaining(['generateContent']),
      ]);
    });

    test('generates, and streams the same text that it gives whole', async () => {
      const asked = {
        model: local,
        contents: 'Name three colours.',
        config: { maxOutputTokens: 20, temperature: 0, systemInstruction: 'Answer shortly.' },
      };
      const whole = await client.models.generateContent(asked);
      expect(whole.text).toMatch(/\w/);
      expect(whole.usageMetadata?.candidatesTokenCount).toBeGreaterThan(0);
      expect(whole.candidates?.[0]?.finishReason).toMatch(/STOP|MAX_TOKENS/);
      let text = '';
      let last;
      for await (const chunk of await client.models.generateContentStream(asked)) {
        text += chunk.text ?? '';
        last = chunk;
      }
      expect(text).toBe(whole.text);
      expect(last?.usageMetadata?.totalTokenCount).toBe(whole.usageMetadata?.totalTokenCount);
      expect(last?.candidates?.[0]?.finishReason).toBe(whole.candidates?.[0]?.finishReason);
    });

    test('answers JSON of a schema in OpenAPI style', async () => {
      const { text } = await client.models.generateContent({
        model: local,
        contents: 'Ada Lovelace was born in 1815.',
        config: {
          maxOutputTokens: 60,
          temperature: 0,
          responseMimeType: 'application/json',
          responseSchema: {
            type: Type.OBJECT,
            properties: { year: { type: Type.INTEGER } },
            required: ['year'],
          },
        },
      });
      expect(JSON.parse(text ?? '')).toEqual({ year: expect.any(Number) });
    });

    test('calls the function that it must call', async () => {
      const { functionCalls } = await client.models.generateContent({
        model: local,
        contents: 'What is the weather in Rome?',
        config: {
          maxOutputTokens: 60,
          temperature: 0,
          tools: [{ functionDeclarations: [weather] }],
          toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY } },
        },
      });
      expect(functionCalls?.[0]).toMatchObject({ name: 'weather', args: expect.any(Object) });
      expect(functionCalls?.[0]?.id).toMatch(/./);
    });

    test('counts tokens', async () => {
      const { totalTokens } = await client.models.countTokens({ model: local, contents: 'One two three' });
      expect(totalTokens).toBeGreaterThan(3);
    });

    test('tells an error in the shape of Google, with the code of ours in its details', async () => {
      const failure: unknown = await client.models
        .generateContent({ model: 'nobody', contents: 'x' })
        .catch((thrown: unknown) => thrown);
      expect(failure).toBeInstanceOf(ApiError);
      const { status, message } = failure as ApiError;
      expect(status).toBe(404);
      expect(JSON.parse(message)).toMatchObject({
        error: { code: 404, status: 'NOT_FOUND', details: [{ reason: 'model_unknown' }] },
      });
    });
  });

  describe('through to a vendor of the same wire', () => {
    const said = (text: string, more: object = {}) => ({
      candidates: [{ content: { parts: [{ text }], role: 'model' }, index: 0, ...more }],
      modelVersion: 'gemini-x-001',
      responseId: 'r1',
    });

    test('bytes go through untouched in both directions', async () => {
      const answer = `{ "candidates" : [ {"content":{"parts":[{"text":"Hi","thoughtSignature":"c2ln"}],"role":"model"},"finishReason":"STOP"} ], "new": 1e2 }`;
      vendor.answer = () => ({ pieces: [answer] });
      const body = `{ "contents": [ {"parts": [ {"text":"x"} ]} ],  "generationConfig": {"temperature": 1.0} }`;
      const reply = await post('models/gemini-x:generateContent', body);
      expect(await reply.text()).toBe(answer);
      expect(vendor.seen.at(-1)?.text).toBe(body);
      expect(vendor.seen.at(-1)?.headers['x-goog-api-key']).toBeUndefined();
    });

    test.each([
      ['as events', '?alt=sse', events(said('Hel'), said('lo', { finishReason: 'STOP' }))],
      ['as an array', '', array(said('Hel'), said('lo', { finishReason: 'STOP' }))],
    ])('a stream %s goes through as it comes', async (_, query, answer) => {
      vendor.answer = () => answer;
      const reply = await post(
        `models/gemini-x:streamGenerateContent${query}`,
        '{"contents":[{"parts":[{"text":"x"}]}]}',
      );
      expect(await reply.text()).toBe(answer.pieces.join(''));
      expect(vendor.seen.at(-1)?.path).toMatch(query === '' ? /:streamGenerateContent$/ : /\?alt=sse$/);
      expect((await recordOf(reply)).status).toBe('completed');
    });

    test('a name of ours reaches the vendor as its own, in the address and where the body repeats it', async () => {
      vendor.answer = () => ({ pieces: ['{"totalTokens": 4}'] });
      await post('models/org/name:7b:countTokens', '{"contents":[{"parts":[{"text":"x"}]}]}');
      expect(vendor.seen.at(-1)?.model).toBe('gemini-x');
      vendor.answer = () => ({ pieces: ['{"embeddings":[{"values":[0.5,1]}]}'] });
      const { embeddings } = await client.models.embedContent({ model: 'renamed', contents: 'x' });
      expect(embeddings?.[0]?.values).toEqual([0.5, 1]);
      expect(vendor.seen.at(-1)).toMatchObject({
        model: 'gemini-x',
        body: { requests: [{ model: 'models/gemini-x' }] },
      });
    });

    test('an error of the vendor goes through, and one inside a stream is on record as one', async () => {
      const error = { error: { code: 429, message: 'Too many', status: 'RESOURCE_EXHAUSTED' } };
      vendor.answer = () => ({ status: 429, pieces: [JSON.stringify(error)] });
      const refused = await post(
        'models/gemini-x:generateContent',
        '{"contents":[{"parts":[{"text":"x"}]}]}',
      );
      expect([refused.status, await refused.json()]).toEqual([429, error]);
      const bare = JSON.stringify({ error: { code: 503, message: 'Overloaded', status: 'UNAVAILABLE' } });
      const begun = events(said('Hel'));
      vendor.answer = () => ({ ...begun, pieces: [...begun.pieces, bare] });
      const reply = await post(
        'models/gemini-x:streamGenerateContent?alt=sse',
        '{"contents":[{"parts":[{"text":"x"}]}]}',
      );
      await reply.text();
      expect(await recordOf(reply)).toMatchObject({ status: 'failed', error: 'upstream_broke' });
    });

    test('a stream that ends before its candidate says why broke off, and the client is told', async () => {
      const begun = events(said('Hel'));
      vendor.answer = () => begun;
      const reply = await post(
        'models/gemini-x:streamGenerateContent?alt=sse',
        '{"contents":[{"parts":[{"text":"x"}]}]}',
      );
      expect(await reply.text()).toContain('"reason":"upstream_broke"');
    });
  });

  describe('across wires', () => {
    test('a client of OpenAI gets the thoughts, calls and counts of a vendor of this wire', async () => {
      vendor.answer = () =>
        events(
          {
            candidates: [{ content: { parts: [{ text: 'Hm.', thought: true }], role: 'model' }, index: 0 }],
          },
          {
            candidates: [
              {
                content: {
                  parts: [
                    { functionCall: { name: 'weather', args: { place: 'Rome' } }, thoughtSignature: 'c2ln' },
                  ],
                  role: 'model',
                },
                finishReason: 'STOP',
                index: 0,
              },
            ],
            usageMetadata: {
              promptTokenCount: 9,
              candidatesTokenCount: 3,
              thoughtsTokenCount: 4,
              totalTokenCount: 16,
            },
            responseId: 'abc',
          },
        );
      const reply = await fetch(`${base}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${node.key}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          model: 'gemini-x',
          stream: false,
          messages: [
            { role: 'system', content: 'Be short.' },
            { role: 'user', content: 'Weather?' },
            {
              role: 'assistant',
              content: null,
              tool_calls: [{ id: 'a', type: 'function', function: { name: 'weather', arguments: '{}' } }],
            },
            { role: 'tool', tool_call_id: 'a', content: 'Which place?' },
            { role: 'user', content: 'Rome' },
          ],
          tools: [{ type: 'function', function: { name: 'weather', parameters: { type: 'object' } } }],
        }),
      });
      expect(await reply.json()).toMatchObject({
        choices: [
          {
            finish_reason: 'tool_calls',
            message: {
              reasoning_content: 'Hm.',
              tool_calls: [{ function: { name: 'weather', arguments: '{"place":"Rome"}' } }],
            },
          },
        ],
        usage: { prompt_tokens: 9, completion_tokens: 7 },
      });
      expect(vendor.seen.at(-1)?.body).toMatchObject({
        systemInstruction: { parts: [{ text: 'Be short.' }] },
        contents: [
          { role: 'user', parts: [{ text: 'Weather?' }] },
          { role: 'model', parts: [{ functionCall: { id: 'a', name: 'weather', args: {} } }] },
          {
            role: 'user',
            parts: [{ functionResponse: { id: 'a', name: 'weather', response: { output: 'Which place?' } } }],
          },
          { role: 'user', parts: [{ text: 'Rome' }] },
        ],
      });
    });

    test('this client gets the stream of a vendor of OpenAI, and learns where it broke', async () => {
      openAi.answer = { type: 'text', pieces: ['Hel', 'lo'] };
      let text = '';
      const asked = { model: 'gpt-x', contents: 'x' };
      for await (const chunk of await client.models.generateContentStream(asked)) text += chunk.text ?? '';
      expect(text).toBe('Hello');
      openAi.answer = { type: 'broken', pieces: ['Hel'] };
      const broken = async () => {
        for await (const chunk of await client.models.generateContentStream(asked)) text = chunk.text ?? text;
      };
      await expect(broken()).rejects.toBeInstanceOf(ApiError);
    });

    test('and as an array, which is whole JSON also where it broke', async () => {
      const ask = async (): Promise<unknown> => {
        const reply = await post(
          'models/gpt-x:streamGenerateContent',
          '{"contents":[{"parts":[{"text":"x"}]}]}',
        );
        return reply.json();
      };
      openAi.answer = { type: 'text', pieces: ['Hel', 'lo'] };
      const whole = (await ask()) as { candidates?: unknown[] }[];
      expect(whole.at(-1)).toMatchObject({ candidates: [{ finishReason: 'STOP' }] });
      openAi.answer = { type: 'broken', pieces: ['Hel'] };
      const broken = (await ask()) as unknown[];
      expect(broken.at(-1)).toMatchObject({ error: { details: [{ reason: 'upstream_broke' }] } });
    });

    test('what only Google can do is refused before anything is sent elsewhere', async () => {
      const before = openAi.seen.length;
      const failure = await client.models
        .generateContent({ model: 'gpt-x', contents: 'x', config: { tools: [{ googleSearch: {} }] } })
        .catch((thrown: unknown) => thrown);
      expect((failure as ApiError).message).toContain('not_expressible');
      expect(openAi.seen.length).toBe(before);
    });
  });

  async function post(path: string, body: string): Promise<Response> {
    return fetch(`${base}/gemini/v1beta/${path}`, {
      method: 'POST',
      headers: { 'x-goog-api-key': node.key, 'content-type': 'application/json' },
      body,
    });
  }

  /** What the record says about the call that this reply belongs to, once it is over. */
  async function recordOf(reply: Response): Promise<{ readonly status: string; readonly error?: string }> {
    const id = reply.headers.get('x-commonhold-call');
    const headers = { authorization: `Bearer ${node.key}` };
    return eventually(async () => {
      const listed = await fetch(`${base}/api/calls?limit=5`, { headers });
      const { calls } = (await listed.json()) as { calls: { id: string; status: string; error?: string }[] };
      return calls.find((call) => call.id === id && call.status !== 'open');
    });
  }
});
