import * as z from 'zod';

/**
 * The fields of a request for a message that we know, with their types. The schemas only judge: what is read afterwards is
 * the body itself, because a validated copy would lose keys and the time to make it.
 */

const text = z.string();
const object = z.record(z.string(), z.unknown(), 'expected an object');
const list = z.array(z.unknown());
const textOrList = z.union([z.string(), list], 'expected a string or an array of blocks');

/** What a request to count shares with one to generate. */
const promptFields = {
  model: text.min(1),
  messages: list.min(1, 'expected at least one message'),
  system: textOrList.nullish(),
  tools: list.nullish(),
  tool_choice: z.object({ type: text }).nullish(),
  thinking: object.nullish(),
  output_config: z
    .object({ effort: text.nullish(), format: z.object({ type: text }).nullish() }, 'expected an object')
    .nullish(),
};

export const countSchema = z.object(promptFields);

export const requestSchema = z.object({
  ...promptFields,
  // 0 fills a prompt cache and answers nothing.
  max_tokens: z.int().min(0),
  stop_sequences: z.array(text).nullish(),
  stream: z.boolean().nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  top_k: z.int().nullish(),
});

/** Fields of Anthropic's that the neutral call has no word for: kept as they are, but not with a wrong type. */
export const keptSchema = z.object({
  service_tier: text.nullish(),
  container: z.union([text, object], 'expected a string or an object').nullish(),
  context_management: object.nullish(),
  mcp_servers: list.nullish(),
  thread: z
    .null(
      'a conversation that the vendor holds cannot be read or labelled here; send it in messages instead of thread',
    )
    .optional(),
  metadata: object.nullish(),
});

export const messageSchema = z.object({
  role: z.enum(['user', 'assistant', 'system'], 'expected "user", "assistant" or "system"'),
  content: textOrList,
});

export const toolSchema = z.object({
  type: z.literal('custom').nullish(),
  name: text,
  description: text.nullish(),
  input_schema: object.nullish(),
  strict: z.boolean().nullish(),
});

export const toolChoiceSchema = z.object({
  type: z.enum(['auto', 'any', 'tool', 'none']),
  name: text.nullish(),
  disable_parallel_tool_use: z.boolean().nullish(),
});

export const jsonFormatSchema = z.object({ type: z.literal('json_schema'), schema: object });

const source = z.union(
  [
    z.object({ type: z.literal('base64'), media_type: text, data: text }),
    z.object({ type: z.literal('url'), url: text }),
    z.object({ type: z.literal('file'), file_id: text }),
  ],
  'expected a source of type base64, url or file',
);

export const blockSchemas = {
  text: z.object({ type: text, text }),
  image: z.object({ type: text, source }),
  tool_use: z.object({ type: text, id: text, name: text, input: object }),
  tool_result: z.object({ type: text, tool_use_id: text, content: textOrList.nullish() }),
  thinking: z.object({ type: text, thinking: text, signature: text.nullish() }),
  redacted_thinking: z.object({ type: text, data: text }),
};

/** A document of bytes; those of text, of blocks or at an address are kept as they are. */
export const documentSchema = z.object({
  type: text,
  source: z.union([
    z.object({ type: z.literal('base64'), media_type: text, data: text }),
    z.object({ type: z.literal('file'), file_id: text }),
  ]),
  title: text.nullish(),
});

/** Anything with a type of its own. */
export const typedSchema = z.object({ type: text });
