import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The credential that every one of these vendors accepts. */
export const goodKey = 'sk-good-0123456789';

export interface ListedVendors {
  readonly port: number;
  /** Bodies of the calls that came, by vendor. */
  readonly calls: { readonly vendor: string; readonly body: Record<string, unknown> }[];
  /** Whose questions came, with the credential that was shown. */
  readonly questions: { readonly vendor: string; readonly shown: string }[];
  close(): Promise<void>;
}

interface FakeVendor {
  /** Where the credential stands. */
  shown(headers: IncomingMessage['headers']): string;
  /** Undefined: there is no list at this path. */
  list?(query: URLSearchParams): unknown;
  readonly listIsPublic?: boolean;
  refusal(key: string): readonly [number, unknown];
  answer?(body: Record<string, unknown>): readonly [number, unknown];
}

const bearer = (headers: IncomingMessage['headers']): string =>
  /^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1] ?? '';

/** OpenAI repeats the beginning and the end of a key that it refuses. */
const openaiRefusal = (key: string): readonly [number, unknown] => [
  401,
  {
    error: {
      message: `Incorrect API key provided: ${key}.`,
      type: 'invalid_request_error',
      code: 'invalid_api_key',
    },
  },
];

const said = (message: object, usage: object = {}): readonly [number, unknown] => [
  200,
  {
    id: 'c1',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [
      { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Yes.', ...message } },
    ],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, ...usage },
  },
];

/** By Mistral's description of its API: no other field is allowed. */
const mistralFields = new Set(
  'model temperature top_p max_tokens stream stop random_seed metadata messages response_format tools tool_choice presence_penalty frequency_penalty n prediction parallel_tool_calls prompt_mode reasoning_effort guardrails prompt_cache_key safe_prompt'.split(
    ' ',
  ),
);

/** Each as its own pages describe it in November 2026, by the first part of the path. */
const vendors: Readonly<Record<string, FakeVendor>> = {
  openai: {
    shown: bearer,
    list: () => ({
      object: 'list',
      data: [{ id: 'gpt-5', object: 'model', created: 1, owned_by: 'openai' }],
    }),
    refusal: openaiRefusal,
    answer: (body) =>
      'max_tokens' in body
        ? [
            400,
            {
              error: {
                message: "Unsupported parameter: 'max_tokens' is not supported with this model.",
                type: 'invalid_request_error',
                param: 'max_tokens',
                code: 'unsupported_parameter',
              },
            },
          ]
        : said({}),
  },
  azure: {
    shown: (headers) => String(headers['api-key'] ?? ''),
    list: () => ({ object: 'list', data: [{ id: 'gpt-5-2025-08-07', status: 'succeeded' }] }),
    refusal: () => [
      401,
      { error: { code: '401', message: 'Access denied due to invalid subscription key.' } },
    ],
  },
  anthropic: {
    shown: (headers) =>
      headers['anthropic-version'] === undefined ? '' : String(headers['x-api-key'] ?? ''),
    list: (query) => {
      const isFirst = query.get('after_id') === null;
      const id = isFirst ? 'claude-opus-4-6' : 'claude-haiku-4-5-20251001';
      const data = [{ type: 'model', id, max_input_tokens: 200_000, max_tokens: 64_000 }];
      return { data, has_more: isFirst, first_id: id, last_id: id };
    },
    refusal: () => [
      401,
      { type: 'error', error: { type: 'authentication_error', message: 'invalid x-api-key' } },
    ],
  },
  gemini: {
    shown: (headers) => String(headers['x-goog-api-key'] ?? ''),
    list: () => ({ models: [{ name: 'models/gemini-2.5-pro', inputTokenLimit: 1_048_576 }] }),
    refusal: (key) =>
      key === ''
        ? [
            403,
            { error: { code: 403, status: 'PERMISSION_DENIED', message: 'Requests without an identity.' } },
          ]
        : [
            400,
            {
              error: {
                code: 400,
                message: 'API key not valid. Please pass a valid API key.',
                status: 'INVALID_ARGUMENT',
                details: [{ reason: 'API_KEY_INVALID' }],
              },
            },
          ],
  },
  mistral: {
    shown: bearer,
    list: () => ({
      object: 'list',
      data: [{ id: 'mistral-small-2603', aliases: ['mistral-small-latest'], max_context_length: 262_144 }],
    }),
    refusal: () => [401, { detail: 'Unauthorized' }],
    answer: (body) => {
      const extra = Object.keys(body).filter((name) => !mistralFields.has(name));
      return extra.length === 0
        ? said({})
        : [422, { detail: extra.map((name) => ({ type: 'extra_forbidden', loc: ['body', name] })) }];
    },
  },
  openrouter: {
    shown: bearer,
    listIsPublic: true,
    list: () => ({
      data: [
        {
          id: 'acme/large',
          context_length: 200_000,
          pricing: { prompt: '0.000003', completion: '0.000015' },
          top_provider: { max_completion_tokens: 64_000 },
        },
      ],
    }),
    refusal: () => [401, { error: { code: 401, message: 'No auth credentials found' } }],
    answer: () => said({ reasoning: 'Let me see.' }, { cost: 0.0125 }),
  },
  deepseek: {
    shown: bearer,
    list: () => ({ object: 'list', data: [{ id: 'deepseek-chat', object: 'model', owned_by: 'deepseek' }] }),
    refusal: () => [
      401,
      {
        error: {
          message: 'Authentication Fails',
          type: 'authentication_error',
          code: 'invalid_request_error',
        },
      },
    ],
    answer: () =>
      said({ reasoning_content: 'Let me see.' }, { prompt_cache_hit_tokens: 4, prompt_cache_miss_tokens: 6 }),
  },
  // The address that is compatible with OpenAI has no list.
  cohere: { shown: bearer, refusal: () => [401, { message: 'invalid api token' }] },
};

/** One server that stands for several vendors: `http://127.0.0.1:PORT/VENDOR/v1`. */
export async function startListedVendors(): Promise<ListedVendors> {
  const calls: ListedVendors['calls'] = [];
  const questions: ListedVendors['questions'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => reply(request, response, Buffer.concat(chunks).toString()));
  });
  function reply(request: IncomingMessage, response: ServerResponse, text: string): void {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    const [, name = ''] = pathname.split('/');
    const vendor = vendors[name];
    const json = ([status, value]: readonly [number, unknown]): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    if (vendor === undefined) return json([404, {}]);
    const shown = vendor.shown(request.headers);
    if (request.method === 'GET') {
      questions.push({ vendor: name, shown });
      if (vendor.list === undefined || !pathname.endsWith('/models')) return json([404, { message: 'no' }]);
      if (shown !== goodKey && vendor.listIsPublic !== true) return json(vendor.refusal(shown));
      return json([200, vendor.list(searchParams)]);
    }
    if (shown !== goodKey) return json(vendor.refusal(shown));
    const body = JSON.parse(text) as Record<string, unknown>;
    calls.push({ vendor: name, body });
    return json(vendor.answer?.(body) ?? [404, {}]);
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    calls,
    questions,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
