import * as z from 'zod';

/**
 * The fields of a chat request that we know, with their types. The schemas only judge: what is read afterwards is the
 * body itself, because a validated copy would lose keys (`__proto__` among them) and the time to make it.
 * `null` for an optional field means the same as leaving it out, as in OpenAI's own description.
 */

const text = z.string();
const object = z.record(z.string(), z.unknown(), 'expected an object');
const list = z.array(z.unknown());
const textOrList = z.union([z.string(), list], 'expected a string or an array of content parts');

const positive = z.int().min(1);
/** Zero has a meaning in one place only, which is looked at when the rest of the request is known. */
const tokenLimit = z.int().min(0, 'expected number of at least 1');
const legacy = (instead: string) =>
  z.null(`this field was replaced by "${instead}" in 2023; send that`).optional();

export const requestSchema = z.object({
  model: text.min(1),
  messages: list.min(1, 'expected at least one message'),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  seed: z.int().nullish(),
  frequency_penalty: z.number().nullish(),
  presence_penalty: z.number().nullish(),
  logit_bias: z.record(z.string(), z.number(), 'expected an object of numbers').nullish(),
  n: positive.nullish(),
  max_tokens: tokenLimit.nullish(),
  max_completion_tokens: tokenLimit.nullish(),
  stop: z.union([text, z.array(text)], 'expected a string or an array of strings').nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).nullish(),
  tools: list.nullish(),
  tool_choice: z
    .union(
      [z.enum(['none', 'auto', 'required']), z.object({ type: text })],
      'expected "none", "auto", "required" or an object with a type',
    )
    .nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  response_format: z.object({ type: text }).nullish(),
  reasoning_effort: text.nullish(),
  metadata: object.nullish(),
  functions: legacy('tools'),
  function_call: legacy('tool_choice'),
  // Ours, for the local engine; llama-server and Ollama name the last three so.
  deterministic: z.boolean().nullish(),
  top_k: z.int().nullish(),
  min_p: z.number().nullish(),
  repeat_penalty: z.number().nullish(),
  // vLLM's, the first two as Hugging Face named them; the last is ours.
  continue_final_message: z.boolean().nullish(),
  add_generation_prompt: z.boolean().nullish(),
  echo: z.boolean().nullish(),
  prefix_token_ids: z.array(z.int().min(0)).nullish(),
});

/** Fields of OpenAI's that the neutral call has no word for: kept as they are, but not with a wrong type. */
export const keptSchema = z.object({
  user: text.nullish(),
  store: z.boolean().nullish(),
  service_tier: text.nullish(),
  safety_identifier: text.nullish(),
  prompt_cache_key: text.nullish(),
  verbosity: text.nullish(),
  modalities: z.array(text).nullish(),
  audio: object.nullish(),
  prediction: object.nullish(),
  web_search_options: object.nullish(),
});

export const toolChoiceSchema = z.object({ type: z.literal('function'), function: z.object({ name: text }) });

export const jsonSchemaFormatSchema = z.object({
  type: z.literal('json_schema'),
  json_schema: z.object({
    name: text,
    description: text.nullish(),
    schema: object,
    strict: z.boolean().nullish(),
  }),
});

export const toolSchema = z.object({
  type: z.literal('function'),
  function: z.object({
    name: text,
    description: text.nullish(),
    parameters: object.nullish(),
    strict: z.boolean().nullish(),
  }),
});

export const spokenSchema = z.object({ role: text, content: textOrList, name: text.nullish() });

export const assistantSchema = z.object({
  role: text,
  content: textOrList.nullish(),
  name: text.nullish(),
  refusal: text.nullish(),
  reasoning_content: text.nullish(),
  tool_calls: list.nullish(),
  function_call: legacy('tool_calls'),
});

export const toolResultSchema = z.object({ role: text, content: textOrList, tool_call_id: text });

export const toolCallSchema = z.object({
  id: text,
  type: z.literal('function').nullish(),
  function: z.object({ name: text, arguments: text }),
});

export const partSchemas = {
  text: z.object({ type: text, text }),
  image_url: z.object({
    type: text,
    image_url: z.union(
      [z.object({ url: text, detail: text.nullish() }), text],
      'expected an object with a url',
    ),
  }),
  input_audio: z.object({ type: text, input_audio: z.object({ data: text, format: text }) }),
  file: z.object({
    type: text,
    file: z.object({ file_id: text.nullish(), file_data: text.nullish(), filename: text.nullish() }),
  }),
  refusal: z.object({ type: text, refusal: text }),
};

/** Anything with a type of its own. */
export const typedSchema = z.object({ type: text });
