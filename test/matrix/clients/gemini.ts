import {
  ApiError,
  type Content,
  FunctionCallingConfigMode,
  type GenerateContentParameters,
  type GenerateContentResponse,
  GoogleGenAI,
  ThinkingLevel,
} from '@google/genai';
import type { Answered, Asked, Connection, MatrixClient, Stop } from '../said.ts';

export function geminiClient({ origin, key, model, run }: Connection): MatrixClient {
  const client = new GoogleGenAI({
    apiKey: key,
    httpOptions: { baseUrl: `${origin}/gemini`, headers: { 'x-commonhold-run': run } },
  });
  return {
    generate: async (asked) => {
      const request = body(model, asked);
      if (!asked.stream) return understood([await client.models.generateContent(request)]);
      const chunks: GenerateContentResponse[] = [];
      for await (const chunk of await client.models.generateContentStream(request)) chunks.push(chunk);
      return understood(chunks);
    },
    count: async (asked) => {
      const { contents } = body(model, asked);
      return (await client.models.countTokens({ model, contents })).totalTokens ?? -1;
    },
    embed: async (texts) => {
      const { embeddings } = await client.models.embedContent({ model, contents: [...texts] });
      return (embeddings ?? []).map(({ values }) => values ?? []);
    },
    failed: (thrown) => ({
      status: thrown instanceof ApiError ? thrown.status : undefined,
      message: thrown instanceof Error ? thrown.message : '',
      name: thrown instanceof Error ? thrown.name : '',
    }),
  };
}

function body(model: string, asked: Asked): GenerateContentParameters {
  const { system, tools, choice, schema, effort, tokens, temperature, stop } = asked;
  return {
    model,
    contents: contents(asked),
    config: {
      ...(system === undefined ? {} : { systemInstruction: system }),
      ...(tools === undefined
        ? {}
        : {
            tools: [
              {
                functionDeclarations: tools.map(({ parameters, ...tool }) => ({
                  ...tool,
                  parametersJsonSchema: parameters,
                })),
              },
            ],
          }),
      ...(choice === undefined
        ? {}
        : {
            toolConfig: {
              functionCallingConfig: {
                mode: FunctionCallingConfigMode.ANY,
                ...(choice === 'must' ? {} : { allowedFunctionNames: [choice.name] }),
              },
            },
          }),
      ...(schema === undefined ? {} : { responseMimeType: 'application/json', responseJsonSchema: schema }),
      ...(effort === 'low' ? { thinkingConfig: { thinkingLevel: ThinkingLevel.LOW } } : {}),
      ...(tokens === undefined ? {} : { maxOutputTokens: tokens }),
      ...(temperature === undefined ? {} : { temperature }),
      ...(stop === undefined ? {} : { stopSequences: [...stop] }),
    },
  };
}

function contents(asked: Asked): Content[] {
  return asked.turns.map((turn): Content => {
    if (turn.role === 'user') {
      return {
        role: 'user',
        parts: [
          { text: turn.text },
          ...(turn.image === undefined ? [] : [{ inlineData: { mimeType: 'image/png', data: turn.image } }]),
        ],
      };
    }
    if (turn.role === 'results') {
      return {
        role: 'user',
        parts: turn.results.map(({ name, text }) => ({
          functionResponse: { name, response: { output: text } },
        })),
      };
    }
    return {
      role: 'model',
      parts: [
        ...(turn.text === undefined ? [] : [{ text: turn.text }]),
        ...(turn.uses ?? []).map(({ name, arguments: args }) => ({
          functionCall: { name, args: { ...args } },
        })),
      ],
    };
  });
}

const stops: Readonly<Record<string, Stop>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'filter',
  PROHIBITED_CONTENT: 'filter',
};

function understood(chunks: readonly GenerateContentResponse[]): Answered {
  const parts = chunks.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? []);
  const thought = parts.map((part) => (part.thought === true ? (part.text ?? '') : '')).join('');
  const text = parts.map((part) => (part.thought === true ? '' : (part.text ?? ''))).join('');
  const uses = parts.flatMap(({ functionCall: call }) =>
    call === undefined ? [] : [{ name: call.name ?? '', arguments: call.args ?? {} }],
  );
  const usage = chunks.findLast(({ usageMetadata }) => usageMetadata !== undefined)?.usageMetadata;
  const why = chunks.findLast(({ candidates }) => candidates?.[0]?.finishReason !== undefined);
  const stop = stops[why?.candidates?.[0]?.finishReason ?? ''] ?? 'stop';
  return {
    ...(thought === '' ? {} : { thought }),
    ...(text === '' ? {} : { text }),
    ...(uses.length === 0 ? {} : { uses }),
    // This wire says STOP after calls of functions too.
    stop: stop === 'stop' && uses.length > 0 ? 'tools' : stop,
    usage: {
      input: usage?.promptTokenCount ?? -1,
      // Thoughts are counted beside the answer here.
      output: (usage?.candidatesTokenCount ?? -1) + (usage?.thoughtsTokenCount ?? 0),
      ...(usage?.cachedContentTokenCount === undefined ? {} : { cached: usage.cachedContentTokenCount }),
      ...(usage?.thoughtsTokenCount === undefined ? {} : { reasoning: usage.thoughtsTokenCount }),
    },
  };
}
