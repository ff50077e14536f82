import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/**
 * A vendor that speaks Google's protocol and is as strict as Google is about it: an unknown field anywhere is refused with the
 * words that Google has for it. What it answers, a test writes.
 */

const text = z.string();
const data = z.record(z.string(), z.unknown());
const signed = { thoughtSignature: text.optional(), videoMetadata: data.optional() };
const part = z.union([
  z.strictObject({ text, thought: z.boolean().optional(), ...signed }),
  z.strictObject({
    inlineData: z.strictObject({ mimeType: text, data: text, displayName: text.optional() }),
    ...signed,
  }),
  z.strictObject({ fileData: z.strictObject({ fileUri: text, mimeType: text.optional() }), ...signed }),
  z.strictObject({
    functionCall: z.strictObject({ id: text.optional(), name: text, args: data.optional() }),
    ...signed,
  }),
  z.strictObject({
    functionResponse: z.strictObject({
      id: text.optional(),
      name: text,
      response: data,
      parts: z.array(data).optional(),
    }),
    ...signed,
  }),
]);
const content = z.strictObject({ role: z.enum(['user', 'model']).optional(), parts: z.array(part).min(1) });
const whole = z.int();
const generateRequest = z.strictObject({
  model: text.startsWith('models/').optional(),
  contents: z.array(content).min(1),
  systemInstruction: content.optional(),
  tools: z
    .array(
      z.strictObject({
        functionDeclarations: z
          .array(
            z
              .strictObject({
                name: text.regex(/^[A-Za-z_][\w.:-]{0,127}$/),
                description: text.optional(),
                parameters: data.optional(),
                parametersJsonSchema: data.optional(),
              })
              .refine(({ parameters, parametersJsonSchema }) => !parameters || !parametersJsonSchema),
          )
          .optional(),
        googleSearch: data.optional(),
      }),
    )
    .optional(),
  toolConfig: z
    .strictObject({
      functionCallingConfig: z
        .strictObject({
          mode: z.enum(['AUTO', 'ANY', 'NONE', 'VALIDATED']).optional(),
          allowedFunctionNames: z.array(text).optional(),
        })
        .refine(({ mode, allowedFunctionNames }) => !allowedFunctionNames || mode === 'ANY'),
    })
    .optional(),
  safetySettings: z.array(data).optional(),
  cachedContent: text.optional(),
  generationConfig: z
    .strictObject({
      temperature: z.number().optional(),
      topP: z.number().optional(),
      topK: z.number().optional(),
      candidateCount: whole.min(1).max(8).optional(),
      maxOutputTokens: whole.min(1).optional(),
      stopSequences: z.array(text).max(5).optional(),
      seed: whole.optional(),
      presencePenalty: z.number().optional(),
      frequencyPenalty: z.number().optional(),
      responseMimeType: z.enum(['text/plain', 'application/json', 'text/x.enum']).optional(),
      responseSchema: data.optional(),
      responseJsonSchema: data.optional(),
      responseModalities: z.array(text).optional(),
      responseLogprobs: z.boolean().optional(),
      logprobs: whole.min(0).max(20).optional(),
      thinkingConfig: z
        .strictObject({
          includeThoughts: z.boolean().optional(),
          thinkingBudget: whole.optional(),
          thinkingLevel: z.enum(['MINIMAL', 'LOW', 'MEDIUM', 'HIGH']).optional(),
        })
        .refine(({ thinkingBudget, thinkingLevel }) => thinkingBudget === undefined || !thinkingLevel)
        .optional(),
    })
    .refine(
      ({ responseMimeType, responseSchema, responseJsonSchema }) =>
        (!responseSchema && !responseJsonSchema) || responseMimeType === 'application/json',
    )
    .optional(),
});
const embedRequest = z.strictObject({
  model: text.startsWith('models/'),
  content,
  taskType: text.optional(),
  title: text.optional(),
  outputDimensionality: whole.optional(),
});
const schemas: Readonly<Record<string, z.ZodType>> = {
  generateContent: generateRequest,
  streamGenerateContent: generateRequest,
  countTokens: z.union([
    z.strictObject({ contents: z.array(content).min(1) }),
    z.strictObject({ generateContentRequest: generateRequest.required({ model: true }) }),
  ]),
  embedContent: embedRequest.partial({ model: true }),
  batchEmbedContents: z.strictObject({ requests: z.array(embedRequest).min(1) }),
};

export interface SeenByGemini {
  readonly path: string;
  readonly model: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface GeminiAnswer {
  readonly status?: number;
  readonly type?: string;
  /** What is sent, piece by piece; the connection breaks after the last one where `breaks` says so. */
  readonly pieces: readonly string[];
  readonly breaks?: boolean;
}

export interface GeminiVendor {
  readonly baseUrl: string;
  readonly seen: readonly SeenByGemini[];
  answer: (request: SeenByGemini) => GeminiAnswer;
  close(): Promise<void>;
}

export async function startGeminiVendor(): Promise<GeminiVendor> {
  const seen: SeenByGemini[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [, model = '', method = ''] =
        /^\/v1beta\/models\/([^/:]+):(\w+)(\?|$)/.exec(request.url ?? '') ?? [];
      const received = Buffer.concat(chunks).toString();
      const read = schemas[method]?.safeParse(received === '' ? undefined : JSON.parse(received));
      const say = ({ status = 200, type = 'application/json', pieces, breaks }: GeminiAnswer): void => {
        response.writeHead(status, { 'content-type': type });
        for (const piece of pieces) response.write(piece);
        // What was written reaches the other side before the connection goes.
        if (breaks === true) setTimeout(() => response.destroy(), 100);
        else response.end();
      };
      if (read?.success !== true) {
        const message = `Invalid JSON payload received. ${JSON.stringify(read?.error?.issues ?? request.url)}`;
        say({
          status: 400,
          pieces: [JSON.stringify({ error: { code: 400, message, status: 'INVALID_ARGUMENT' } })],
        });
        return;
      }
      const one: SeenByGemini = {
        path: request.url ?? '',
        model: decodeURIComponent(model),
        method,
        headers: request.headers,
        text: received,
        body: JSON.parse(received) as SeenByGemini['body'],
      };
      seen.push(one);
      say(vendor.answer(one));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const vendor: GeminiVendor = {
    baseUrl: `http://127.0.0.1:${port}/v1beta`,
    seen,
    answer: () => ({ pieces: ['{}'] }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return vendor;
}

/** Responses as events, the way they come with `alt=sse`. */
export function events(...responses: readonly object[]): GeminiAnswer {
  return {
    type: 'text/event-stream',
    pieces: responses.map((response) => `data: ${JSON.stringify(response)}\r\n\r\n`),
  };
}

/** Responses as the array that is filled as the answer comes. */
export function array(...responses: readonly object[]): GeminiAnswer {
  const pieces = responses.map((response, at) => `${at === 0 ? '[' : ',\r\n'}${JSON.stringify(response)}`);
  return { pieces: [...pieces, '\n]'] };
}
