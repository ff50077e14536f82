import * as z from 'zod';

/**
 * The fields of a request for a response that we know, with their types. The schemas only judge: what is read afterwards is
 * the body itself, because a validated copy would lose keys and the time to make it. `null` for an optional field means the
 * same as leaving it out, as in OpenAI's own description.
 */

const text = z.string();
const object = z.record(z.string(), z.unknown(), 'expected an object');
const list = z.array(z.unknown());
const textOrList = z.union([z.string(), list], 'expected a string or an array of content parts');

const refused = (reason: string) => z.null(reason).optional();

/** What a request to count shares with one to generate. */
const promptFields = {
  model: text.min(1),
  input: z.union([z.string(), list], 'expected a string or an array of items').nullish(),
  instructions: text.nullish(),
  tools: list.nullish(),
  tool_choice: z
    .union(
      [z.enum(['none', 'auto', 'required']), z.object({ type: text })],
      'expected "none", "auto", "required" or an object with a type',
    )
    .nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  text: z
    .object({ format: z.object({ type: text }).nullish(), verbosity: text.nullish() }, 'expected an object')
    .nullish(),
  reasoning: z.object({ effort: text.nullish(), summary: text.nullish() }, 'expected an object').nullish(),
  conversation: refused(
    'a conversation lies at the vendor, where nobody here can read or label it; send its items in input, or previous_response_id',
  ),
  previous_response_id: refused(
    'only the node that has the earlier call on record can go on from it, and it has none of that here',
  ),
};

/** What is looked at before anything else: the rest is read when the earlier conversation stands where its name stood. */
export const chainSchema = z.object({ previous_response_id: text.min(1).nullish() });

export const countSchema = z.object(promptFields);

export const requestSchema = z.object({
  ...promptFields,
  background: z
    .literal(
      false,
      'an answer that is fetched later would reach you past this node; ask for a stream instead',
    )
    .nullish(),
  max_output_tokens: z.int().min(1).nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  top_logprobs: z.int().min(0).nullish(),
  include: z.array(text).nullish(),
  stream: z.boolean().nullish(),
  store: z.boolean().nullish(),
  metadata: object.nullish(),
  // Not OpenAI's: for the engine inside, named as on the wire openai-chat.
  stop: z.union([text, z.array(text)], 'expected a string or an array of strings').nullish(),
  seed: z.int().nullish(),
  frequency_penalty: z.number().nullish(),
  presence_penalty: z.number().nullish(),
  logit_bias: z.record(z.string(), z.number(), 'expected an object of numbers').nullish(),
  top_k: z.int().nullish(),
  min_p: z.number().nullish(),
  repeat_penalty: z.number().nullish(),
  deterministic: z.boolean().nullish(),
});

/** Fields of OpenAI's that the neutral call has no word for: kept as they are, but not with a wrong type. */
export const keptSchema = z.object({
  user: text.nullish(),
  service_tier: text.nullish(),
  safety_identifier: text.nullish(),
  prompt_cache_key: text.nullish(),
  prompt_cache_retention: text.nullish(),
  truncation: text.nullish(),
  max_tool_calls: z.int().nullish(),
  stream_options: object.nullish(),
  prompt: object.nullish(),
  context_management: list.nullish(),
});

export const toolSchema = z.object({
  type: z.literal('function'),
  name: text,
  description: text.nullish(),
  parameters: object.nullish(),
  strict: z.boolean().nullish(),
});

export const toolChoiceSchema = z.object({ type: z.literal('function'), name: text });

export const formatSchema = z.object({
  type: z.literal('json_schema'),
  name: text,
  description: text.nullish(),
  schema: object,
  strict: z.boolean().nullish(),
});

export const itemSchemas = {
  message: z.object({
    role: z.enum(
      ['user', 'assistant', 'system', 'developer'],
      'expected "user", "assistant", "system" or "developer"',
    ),
    content: textOrList,
  }),
  function_call: z.object({ call_id: text, name: text, arguments: text }),
  custom_tool_call: z.object({ call_id: text, name: text, input: text }),
  output: z.object({ call_id: text, output: textOrList }),
  reasoning: z.object({
    summary: z.array(z.object({ text })).nullish(),
    content: z.array(z.object({ text })).nullish(),
    encrypted_content: text.nullish(),
  }),
};

export const partSchemas = {
  text: z.object({ text }),
  refusal: z.object({ refusal: text }),
  input_image: z.object({ image_url: text.nullish(), file_id: text.nullish(), detail: text.nullish() }),
  input_file: z.object({
    file_id: text.nullish(),
    file_data: text.nullish(),
    file_url: text.nullish(),
    filename: text.nullish(),
  }),
  input_audio: z.object({ input_audio: z.object({ data: text, format: text }) }),
};

/** Anything with a type of its own. */
export const typedSchema = z.object({ type: text });
