import type { GenerateContentConfig, GenerationConfig, Part, Tool, ToolConfig } from '@google/genai';
import type { JsonObject } from '#base';
import { type Words } from './words.fixture.ts';

/** The same for Google's client; what is for the client itself and never sent is not here. */
type OfClient = 'httpOptions' | 'abortSignal' | 'automaticFunctionCalling' | 'automaticContinuation';
type OfConfig = Exclude<keyof GenerationConfig, 'responseJsonSchema'> | 'responseJsonSchema';
type OfRequest = Exclude<keyof GenerateContentConfig, OfClient | OfConfig | 'imageConfig'>;

const schema = { type: 'OBJECT', properties: { city: { type: 'STRING' } } };
const functions = [{ name: 'weather', parameters: schema }];
const config = (generationConfig: JsonObject): JsonObject => ({ generationConfig });

const fields = {
  cachedContent: { cachedContent: 'cachedContents/1' },
  continuationToken: { continuationToken: 'dG9rZW4=' },
  generationOutputConfig: { generationOutputConfig: {} },
  labels: { labels: { team: 'a' } },
  modelArmorConfig: { modelArmorConfig: { promptTemplateName: 'a' } },
  safetySettings: {
    safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
  },
  serviceTier: { serviceTier: 'flex' },
  store: { store: true },
  systemInstruction: { systemInstruction: { parts: [{ text: 'Be brief.' }] } },
  toolConfig: {
    tools: [{ functionDeclarations: functions }],
    toolConfig: { functionCallingConfig: { mode: 'NONE' } },
  },
  tools: { tools: [{ functionDeclarations: functions }] },
} satisfies Record<OfRequest, JsonObject>;

const configured = {
  audioTimestamp: config({ audioTimestamp: true }),
  audioTranscriptionConfig: config({ audioTranscriptionConfig: {} }),
  candidateCount: config({ candidateCount: 2 }),
  enableAffectiveDialog: config({ enableAffectiveDialog: true }),
  enableEnhancedCivicAnswers: config({ enableEnhancedCivicAnswers: true }),
  frequencyPenalty: config({ frequencyPenalty: 0.5 }),
  imageConfig: config({ imageConfig: { aspectRatio: '1:1' } }),
  logprobs: config({ responseLogprobs: true, logprobs: 2 }),
  maxOutputTokens: config({ maxOutputTokens: 9 }),
  mediaResolution: config({ mediaResolution: 'MEDIA_RESOLUTION_LOW' }),
  modelSelectionConfig: config({ modelSelectionConfig: { featureSelectionPreference: 'BALANCED' } }),
  presencePenalty: config({ presencePenalty: 0.5 }),
  responseFormat: config({ responseFormat: { text: {} } }),
  responseJsonSchema: config({
    responseMimeType: 'application/json',
    responseJsonSchema: { type: 'object' },
  }),
  responseLogprobs: config({ responseLogprobs: true }),
  responseMimeType: config({ responseMimeType: 'application/json' }),
  responseModalities: config({ responseModalities: ['IMAGE'] }),
  responseSchema: config({ responseMimeType: 'application/json', responseSchema: schema }),
  routingConfig: config({ routingConfig: { autoMode: {} } }),
  seed: config({ seed: 7 }),
  speechConfig: config({ speechConfig: { languageCode: 'de-AT' } }),
  stopSequences: config({ stopSequences: ['\n'] }),
  temperature: config({ temperature: 0.5 }),
  thinkingConfig: config({ thinkingConfig: { thinkingLevel: 'LOW' } }),
  topK: config({ topK: 5 }),
  topP: config({ topP: 0.5 }),
  translationConfig: config({ translationConfig: { targetLanguageCode: 'de' } }),
} satisfies Record<OfConfig | 'imageConfig', JsonObject>;

const asked = (part: JsonObject): JsonObject => ({ contents: [{ role: 'user', parts: [part] }] });
const answered = (part: JsonObject): JsonObject => ({
  contents: [
    { role: 'user', parts: [{ text: 'x' }] },
    { role: 'model', parts: [part] },
    { role: 'user', parts: [{ text: 'y' }] },
  ],
});
const called = (call: JsonObject, response: JsonObject, beside: JsonObject = {}): JsonObject => ({
  contents: [
    { role: 'user', parts: [{ text: 'x' }] },
    { role: 'model', parts: [{ functionCall: { name: 'weather', args: {}, ...call }, ...beside }] },
    {
      role: 'user',
      parts: [{ functionResponse: { name: 'weather', response: { result: 1 }, ...response } }],
    },
  ],
});
const picture = { mimeType: 'image/png', data: 'AAAA' };

const parts = {
  audioTranscription: asked({ text: 'x', audioTranscription: {} }),
  codeExecutionResult: answered({ codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' } }),
  executableCode: answered({ executableCode: { language: 'PYTHON', code: '1' } }),
  fileData: asked({ fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/1' } }),
  functionCall: called({}, {}),
  functionResponse: called({}, { willContinue: true }),
  inlineData: asked({ inlineData: picture }),
  mediaProcessing: asked({ inlineData: picture, mediaProcessing: {} }),
  mediaResolution: asked({ inlineData: picture, mediaResolution: { level: 'MEDIA_RESOLUTION_LOW' } }),
  partMetadata: asked({ text: 'x', partMetadata: { a: 1 } }),
  speechMetadata: asked({ text: 'x', speechMetadata: {} }),
  text: asked({ text: 'x' }),
  thought: answered({ text: 'Hm.', thought: true }),
  thoughtSignature: called({}, {}, { thoughtSignature: 'c2ln' }),
  toolCall: answered({ toolCall: { id: '1' } }),
  toolResponse: answered({ toolResponse: { id: '1' } }),
  videoMetadata: asked({ inlineData: picture, videoMetadata: { fps: 1 } }),
} satisfies Record<keyof Part, JsonObject>;

const own = (tool: JsonObject): JsonObject => ({ tools: [tool] });
const tools = {
  codeExecution: own({ codeExecution: {} }),
  computerUse: own({ computerUse: {} }),
  enterpriseWebSearch: own({ enterpriseWebSearch: {} }),
  exaAiSearch: own({ exaAiSearch: {} }),
  fileSearch: own({ fileSearch: {} }),
  functionDeclarations: own({ functionDeclarations: functions }),
  googleMaps: own({ googleMaps: {} }),
  googleSearch: own({ googleSearch: {} }),
  googleSearchRetrieval: own({ googleSearchRetrieval: {} }),
  mcpServers: own({ mcpServers: [{ name: 'a' }] }),
  parallelAiSearch: own({ parallelAiSearch: {} }),
  retrieval: own({ retrieval: {} }),
  urlContext: own({ urlContext: {} }),
} satisfies Record<keyof Tool, JsonObject>;

const choosing = (toolConfig: JsonObject): JsonObject => ({
  tools: [{ functionDeclarations: functions }],
  toolConfig,
});
const choices = {
  functionCallingConfig: choosing({ functionCallingConfig: { mode: 'ANY' } }),
  includeServerSideToolInvocations: choosing({ includeServerSideToolInvocations: true }),
  retrievalConfig: choosing({ retrievalConfig: { languageCode: 'de' } }),
} satisfies Record<keyof ToolConfig, JsonObject>;

export const googleWords: Words = {
  wire: 'gemini',
  path: '/models/m:generateContent',
  base: { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] },
  groups: {
    Fields: fields,
    'Fields of generationConfig': configured,
    Parts: parts,
    Tools: tools,
    'Fields of toolConfig': choices,
    Others: {
      'translation_config, in the other spelling': config({
        translation_config: { targetLanguageCode: 'de' },
      }),
      'continuation_token, in the other spelling': { continuation_token: 'dG9rZW4=' },
      'functionCall.id': called({ id: 'call_1' }, { id: 'call_1' }),
      'mode VALIDATED': choosing({ functionCallingConfig: { mode: 'VALIDATED' } }),
      'several allowedFunctionNames': choosing({
        functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['weather', 'news'] },
      }),
      'one allowedFunctionName': choosing({
        functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['weather'] },
      }),
      'thinkingBudget 0': config({ thinkingConfig: { thinkingBudget: 0 } }),
      'thinkingBudget 100': config({ thinkingConfig: { thinkingBudget: 100 } }),
      includeThoughts: config({ thinkingConfig: { includeThoughts: true } }),
      'an image at an address': asked({
        fileData: { fileUri: 'https://a.example/a.png', mimeType: 'image/png' },
      }),
      'a file': asked({ inlineData: { mimeType: 'application/pdf', data: 'AAAA' } }),
      sound: asked({ inlineData: { mimeType: 'audio/wav', data: 'AAAA' } }),
      parametersJsonSchema: own({
        functionDeclarations: [{ name: 'weather', parametersJsonSchema: { type: 'object' } }],
      }),
      'response of a function': own({ functionDeclarations: [{ name: 'weather', response: schema }] }),
      'behavior of a function': own({
        functionDeclarations: [{ name: 'weather', behavior: 'NON_BLOCKING' }],
      }),
    },
  },
};
