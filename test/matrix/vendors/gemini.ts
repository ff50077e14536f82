import type { Content, FunctionDeclaration } from '@google/genai';
import * as z from 'zod';
import { type Answered, type Asked, json, type MatrixVendor, pieces, sse, type Turn } from '../said.ts';

/**
 * What Google takes, strictly: a field that is not here is refused. Turns and tools are held by `satisfies` to the types that
 * Google publishes; what stands around them differs between its client's types and its address, so it is written from its
 * documents.
 */
const struct = z.record(z.string(), z.unknown());
const part = z.union([
  z.strictObject({ text: z.string() }),
  z.strictObject({ inlineData: z.strictObject({ mimeType: z.string(), data: z.base64() }) }),
  z.strictObject({
    functionCall: z.strictObject({
      name: z.string(),
      args: struct.exactOptional(),
      id: z.string().exactOptional(),
    }),
    thoughtSignature: z.string().exactOptional(),
  }),
  z.strictObject({
    functionResponse: z.strictObject({ name: z.string(), response: struct, id: z.string().exactOptional() }),
  }),
]);
const content = z.strictObject({
  role: z.enum(['user', 'model']).exactOptional(),
  parts: z.array(part).min(1),
}) satisfies z.ZodType<Content>;
const declaration = z.strictObject({
  name: z.string(),
  description: z.string().exactOptional(),
  parametersJsonSchema: struct.exactOptional(),
}) satisfies z.ZodType<FunctionDeclaration>;
const request = z.strictObject({
  contents: z.array(content).min(1),
  systemInstruction: z
    .strictObject({ role: z.string().exactOptional(), parts: z.array(z.strictObject({ text: z.string() })) })
    .exactOptional(),
  tools: z.array(z.strictObject({ functionDeclarations: z.array(declaration) })).exactOptional(),
  toolConfig: z
    .strictObject({
      functionCallingConfig: z.strictObject({
        mode: z.enum(['AUTO', 'ANY', 'NONE']),
        allowedFunctionNames: z.array(z.string()).exactOptional(),
      }),
    })
    .exactOptional(),
  generationConfig: z
    .strictObject({
      temperature: z.number().min(0).max(2).exactOptional(),
      maxOutputTokens: z.int().min(1).exactOptional(),
      stopSequences: z.array(z.string()).max(5).exactOptional(),
      responseMimeType: z.enum(['text/plain', 'application/json']).exactOptional(),
      responseJsonSchema: struct.exactOptional(),
      thinkingConfig: z
        .strictObject({
          thinkingLevel: z.enum(['MINIMAL', 'LOW', 'MEDIUM', 'HIGH']).exactOptional(),
          includeThoughts: z.boolean().exactOptional(),
        })
        .exactOptional(),
    })
    .exactOptional(),
});
const countRequest = z.union([
  z.strictObject({ contents: z.array(content).min(1) }),
  z.strictObject({ generateContentRequest: request.extend({ model: z.string().startsWith('models/') }) }),
]);
const embedRequest = z.strictObject({
  requests: z.array(
    z.strictObject({
      model: z.string().startsWith('models/'),
      content: z.strictObject({
        role: z.string().exactOptional(),
        parts: z.array(z.strictObject({ text: z.string() })).length(1),
      }),
    }),
  ),
});

export const geminiVendor: MatrixVendor = {
  hear(path, body) {
    const [, method = '', query = ''] = /^\/models\/[^/:?]+:(\w+)(\?.*)?$/.exec(path) ?? [];
    switch (method) {
      case 'generateContent':
        return { type: 'generate', asked: heard(request.parse(body), false) };
      case 'streamGenerateContent':
        if (query !== '?alt=sse') throw new Error(`a stream in another form: ${path}`);
        return { type: 'generate', asked: heard(request.parse(body), true) };
      case 'countTokens': {
        const asked = countRequest.parse(body);
        const inner = 'contents' in asked ? asked : asked.generateContentRequest;
        return { type: 'count', asked: heard(inner, false) };
      }
      case 'batchEmbedContents':
        return {
          type: 'embed',
          texts: embedRequest.parse(body).requests.map(({ content: { parts } }) => parts[0]?.text ?? ''),
        };
      default:
        throw new Error(`nothing is at ${path}`);
    }
  },
  write: (answer, stream) => (stream ? streamed(answer) : json(document(parts(answer), answer))),
  count: (totalTokens) =>
    json({ totalTokens, promptTokensDetails: [{ modality: 'TEXT', tokenCount: totalTokens }] }),
  embed: (vectors) => json({ embeddings: vectors.map((values) => ({ values })) }),
  refuse: (code, message) => json({ error: { code, message, status: 'INVALID_ARGUMENT' } }),
};

function heard(body: z.infer<typeof request>, stream: boolean): Asked {
  const turns = body.contents.flatMap(({ role, parts: said }): Turn[] => {
    const text = said.map((one) => ('text' in one ? one.text : '')).join('');
    const uses = said.flatMap((one) =>
      'functionCall' in one ? [{ name: one.functionCall.name, arguments: one.functionCall.args ?? {} }] : [],
    );
    const results = said.flatMap((one) =>
      'functionResponse' in one
        ? [{ name: one.functionResponse.name, text: resultText(one.functionResponse.response) }]
        : [],
    );
    const [picture] = said.flatMap((one) => ('inlineData' in one ? [one.inlineData.data] : []));
    if (role === 'model') {
      return [
        {
          role: 'assistant',
          ...(text === '' ? {} : { text }),
          ...(uses.length === 0 ? {} : { uses }),
        },
      ];
    }
    return [
      ...(results.length === 0 ? [] : [{ role: 'results' as const, results }]),
      ...(text === '' && picture === undefined
        ? []
        : [{ role: 'user' as const, text, ...(picture === undefined ? {} : { image: picture }) }]),
    ];
  });
  const { systemInstruction: system, tools, toolConfig, generationConfig: config } = body;
  const calling = toolConfig?.functionCallingConfig;
  const [only] = calling?.allowedFunctionNames ?? [];
  const level = config?.thinkingConfig?.thinkingLevel;
  return {
    ...(system === undefined ? {} : { system: system.parts.map(({ text }) => text).join('') }),
    turns,
    ...(tools === undefined
      ? {}
      : {
          tools: tools.flatMap(({ functionDeclarations }) =>
            functionDeclarations.map(({ name, description, parametersJsonSchema }) => ({
              name,
              description: description ?? '',
              parameters: parametersJsonSchema ?? {},
            })),
          ),
        }),
    ...(calling?.mode === 'ANY' ? { choice: only === undefined ? ('must' as const) : { name: only } } : {}),
    ...(config?.responseJsonSchema === undefined ? {} : { schema: config.responseJsonSchema }),
    ...(level === undefined ? {} : { effort: level.toLowerCase() }),
    ...(config?.maxOutputTokens === undefined ? {} : { tokens: config.maxOutputTokens }),
    ...(config?.temperature === undefined ? {} : { temperature: config.temperature }),
    ...(config?.stopSequences === undefined ? {} : { stop: config.stopSequences }),
    stream,
  };
}

/** Google's own word for a result that is a text. */
function resultText(response: Readonly<Record<string, unknown>>): string {
  const { output } = response;
  return typeof output === 'string' && Object.keys(response).length === 1 ? output : JSON.stringify(response);
}

const stops = { stop: 'STOP', length: 'MAX_TOKENS', tools: 'STOP', filter: 'SAFETY' } as const;

function parts(answer: Answered): readonly object[] {
  return [
    ...(answer.thought === undefined ? [] : [{ text: answer.thought, thought: true }]),
    ...(answer.text === undefined ? [] : [{ text: answer.text }]),
    ...(answer.uses ?? []).map(({ name, arguments: args }) => ({ functionCall: { name, args } })),
  ];
}

function document(said: readonly object[], answer: Answered | undefined): object {
  return {
    candidates: [
      {
        ...(said.length === 0 ? {} : { content: { role: 'model', parts: said } }),
        ...(answer === undefined ? {} : { finishReason: stops[answer.stop] }),
        index: 0,
      },
    ],
    ...(answer === undefined ? {} : { usageMetadata: usage(answer) }),
    modelVersion: 'served',
    responseId: 'r9',
  };
}

/** Thoughts are counted beside the answer here, and what came from a cache within the prompt. */
function usage({ usage: { input, output, cached, reasoning } }: Answered): object {
  return {
    promptTokenCount: input,
    candidatesTokenCount: output - (reasoning ?? 0),
    totalTokenCount: input + output,
    ...(cached === undefined ? {} : { cachedContentTokenCount: cached }),
    ...(reasoning === undefined ? {} : { thoughtsTokenCount: reasoning }),
  };
}

function streamed(answer: Answered) {
  const chunk = (one: object) => ({ data: document([one], undefined) });
  return sse([
    ...pieces(answer.thought ?? '').map((text) => chunk({ text, thought: true })),
    ...pieces(answer.text ?? '').map((text) => chunk({ text })),
    ...(answer.uses ?? []).map(({ name, arguments: args }) => chunk({ functionCall: { name, args } })),
    { data: document([], answer) },
  ]);
}
