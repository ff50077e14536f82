import * as z from 'zod';
import { spellings } from './spelling.ts';

/**
 * The fields of requests that we know, with their types, in camel case. The schemas only judge: what is read afterwards is
 * the body itself, because a validated copy would lose keys and the time to make it.
 */

const text = z.string();
const flag = z.boolean();
const object = z.record(z.string(), z.unknown(), 'expected an object');
const list = z.array(z.unknown());
/** Where Google's schema says "repeated", it takes a single one too, and its own examples send one. */
const oneOrMore = z.union([list, object], 'expected an array or an object');
/** Google takes numbers as texts as well, and its client libraries send whole numbers of 64 bits so. */
const number = z.union([z.number(), text.regex(/^-?\d+(\.\d+)?([eE][-+]?\d+)?$/)], 'expected a number');
const whole = z.union([z.int(), text.regex(/^-?\d{1,15}$/)], 'expected a whole number');
const positive = z.union(
  [z.int().min(1), text.regex(/^[1-9]\d{0,14}$/)],
  'expected a whole number of at least 1',
);

export const requestNames = spellings(
  'systemInstruction',
  'toolConfig',
  'generationConfig',
  'safetySettings',
  'cachedContent',
  'serviceTier',
  'continuationToken',
  'generationOutputConfig',
  'modelArmorConfig',
);
export const requestSchema = z.object({
  model: text.nullish(),
  contents: oneOrMore,
  systemInstruction: object.nullish(),
  tools: oneOrMore.nullish(),
  toolConfig: object.nullish(),
  generationConfig: object.nullish(),
});

/** Fields of Google's that the neutral call has no word for: kept as they are, but not with a wrong type. */
export const keptSchema = z.object({
  safetySettings: oneOrMore.nullish(),
  cachedContent: text.nullish(),
  labels: object.nullish(),
  serviceTier: text.nullish(),
});

export const contentSchema = z.object({
  role: z.enum(['user', 'model', 'function', ''], 'expected "user", "model" or "function"').nullish(),
  parts: oneOrMore.nullish(),
});
/** Instructions have no speaker; whatever is named as one is overlooked by Google. */
export const instructionSchema = z.object({ role: text.nullish(), parts: oneOrMore.nullish() });

/** What a part holds, one of which it has. */
export const partKinds = [
  'inlineData',
  'fileData',
  'functionCall',
  'functionResponse',
  'executableCode',
  'codeExecutionResult',
  'toolCall',
  'toolResponse',
] as const;

export const partNames = spellings(
  ...partKinds,
  'thoughtSignature',
  'videoMetadata',
  'mediaResolution',
  'partMetadata',
  'audioTranscription',
  'mediaProcessing',
  'speechMetadata',
);
export const blobNames = spellings('mimeType', 'displayName', 'fileUri');
export const responseNames = spellings('willContinue');
export const partSchemas = {
  text: z.object({ text: text.nullish(), thought: flag.nullish(), thoughtSignature: text.nullish() }),
  inlineData: z.object({ mimeType: text, data: text, displayName: text.nullish() }),
  fileData: z.object({ fileUri: text, mimeType: text.nullish() }),
  functionCall: z.object({ id: text.nullish(), name: text, args: object.nullish() }),
  functionResponse: z.object({
    id: text.nullish(),
    name: text,
    response: object.nullish(),
    parts: oneOrMore.nullish(),
  }),
};

export const toolNames = spellings(
  'functionDeclarations',
  'googleSearch',
  'googleSearchRetrieval',
  'codeExecution',
  'urlContext',
  'googleMaps',
  'fileSearch',
  'computerUse',
  'enterpriseWebSearch',
  'exaAiSearch',
  'mcpServers',
  'parallelAiSearch',
);
export const toolSchema = z.object({ functionDeclarations: oneOrMore.nullish() });
export const declarationNames = spellings('parametersJsonSchema', 'responseJsonSchema');
export const declarationSchema = z.object({
  name: text,
  description: text.nullish(),
  parameters: object.nullish(),
  parametersJsonSchema: object.nullish(),
});

export const toolConfigNames = spellings(
  'functionCallingConfig',
  'retrievalConfig',
  'includeServerSideToolInvocations',
);
export const callingNames = spellings('allowedFunctionNames', 'streamFunctionCallArguments');
export const callingSchema = z.object({
  mode: text.nullish(),
  allowedFunctionNames: z.array(text).nullish(),
});

export const configNames = spellings(
  'topP',
  'topK',
  'candidateCount',
  'maxOutputTokens',
  'stopSequences',
  'presencePenalty',
  'frequencyPenalty',
  'responseMimeType',
  'responseSchema',
  'responseJsonSchema',
  'responseModalities',
  'responseFormat',
  'responseLogprobs',
  'thinkingConfig',
  'speechConfig',
  'imageConfig',
  'mediaResolution',
  'audioTimestamp',
  'routingConfig',
  'enableEnhancedCivicAnswers',
  'audioTranscriptionConfig',
  'enableAffectiveDialog',
  'modelSelectionConfig',
  'translationConfig',
);
export const configSchema = z.object({
  temperature: number.nullish(),
  topP: number.nullish(),
  topK: number.nullish(),
  candidateCount: positive.nullish(),
  maxOutputTokens: positive.nullish(),
  stopSequences: z.array(text).nullish(),
  seed: whole.nullish(),
  presencePenalty: number.nullish(),
  frequencyPenalty: number.nullish(),
  responseMimeType: text.nullish(),
  responseSchema: object.nullish(),
  responseLogprobs: flag.nullish(),
  logprobs: whole.nullish(),
  thinkingConfig: object.nullish(),
});
export const thinkingNames = spellings('includeThoughts', 'thinkingBudget', 'thinkingLevel');
export const thinkingSchema = z.object({
  includeThoughts: flag.nullish(),
  thinkingBudget: whole.nullish(),
  thinkingLevel: text.nullish(),
});

export const countNames = spellings('generateContentRequest');
export const countSchema = z.object({ generateContentRequest: object.nullish() });

export const embedNames = spellings('taskType', 'outputDimensionality', 'autoTruncate');
export const embedSchema = z.object({
  model: text.nullish(),
  content: object,
  taskType: text.nullish(),
  title: text.nullish(),
  outputDimensionality: positive.nullish(),
});
export const batchSchema = z.object({ requests: oneOrMore });
