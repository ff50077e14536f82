import * as z from 'zod';

/**
 * The fields of Ollama's requests that we know, with their types. The schemas only judge: what is read afterwards is the body
 * itself, because a validated copy would lose keys and the time to make it.
 */

const text = z.string();
const list = z.array(z.unknown());
const object = z.record(z.string(), z.unknown(), 'expected an object');
const number = z.number().nullish();

export const optionsSchema = z.object({
  temperature: number,
  top_k: number,
  top_p: number,
  min_p: number,
  seed: number,
  repeat_penalty: number,
  presence_penalty: number,
  frequency_penalty: number,
  num_predict: z.int().nullish(),
  stop: z.union([text, z.array(text)], 'expected a string or an array of strings').nullish(),
});

/** What both ways of generating share. */
const sharedFields = {
  model: text.min(1),
  stream: z.boolean().nullish(),
  format: z.union([text, object], 'expected "json" or a JSON schema').nullish(),
  options: object.nullish(),
  think: z.union([z.boolean(), text], 'expected a boolean or a string').nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).nullish(),
};

export const chatSchema = z.object({
  ...sharedFields,
  messages: list,
  tools: list.nullish(),
  prompt: z.undefined('is a field of /api/generate; this is /api/chat').optional(),
});

export const generateSchema = z.object({
  ...sharedFields,
  prompt: text.nullish(),
  system: text.nullish(),
  images: z.array(text).nullish(),
  messages: z.undefined('is a field of /api/chat; this is /api/generate').optional(),
});

/** Fields of Ollama's that the neutral call has no word for: kept as they are, but not with a wrong type. */
export const keptSchema = z.object({
  keep_alive: z.union([text, z.number()], 'expected a duration or a number of seconds').nullish(),
  truncate: z.boolean().nullish(),
  shift: z.boolean().nullish(),
  suffix: text.nullish(),
  template: text.nullish(),
  raw: z.boolean().nullish(),
  context: z.array(z.number()).nullish(),
});

export const messageSchema = z.object({
  role: text,
  content: text.nullish(),
  thinking: text.nullish(),
  images: z.array(text).nullish(),
  tool_calls: list.nullish(),
  tool_name: text.nullish(),
  tool_call_id: text.nullish(),
});

export const toolCallSchema = z.object({
  id: text.nullish(),
  function: z.object({ name: text, arguments: object.nullish() }),
});

export const toolSchema = z.object({
  type: text.nullish(),
  function: z.object({ name: text, description: text.nullish(), parameters: object.nullish() }),
});

/** Anything with a type of its own. */
export const typedSchema = z.object({ type: text });

const shared = { model: text.min(1), options: object.nullish() };

export const embedSchema = z.object({
  ...shared,
  input: z.union([text, z.array(text)], 'expected a string or an array of strings'),
  truncate: z.boolean().nullish(),
  dimensions: z.int().min(1).nullish(),
  prompt: z.undefined('is a field of /api/embeddings; this is /api/embed').optional(),
});

/** The older way, for one text. */
export const embeddingsSchema = z.object({ ...shared, prompt: text });
