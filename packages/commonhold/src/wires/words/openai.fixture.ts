import type OpenAI from 'openai';
import type { JsonObject } from '#base';
import { each, type Words } from './words.fixture.ts';

/**
 * Every word that OpenAI's own client has for a request, each with an example. The compiler holds the lists to the types that the
 * client publishes: a word that is new there must be given an example here, and with it a place in the table.
 */

type ChatField = keyof OpenAI.ChatCompletionCreateParamsNonStreaming;
const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const chatTool = { type: 'function', function: { name: 'weather', parameters: schema } };
const chat = (...content: readonly JsonObject[]): JsonObject => ({ messages: [{ role: 'user', content }] });

const chatFields = {
  audio: { audio: { voice: 'alloy', format: 'wav' } },
  frequency_penalty: { frequency_penalty: 0.5 },
  function_call: { function_call: 'auto' },
  functions: { functions: [{ name: 'weather' }] },
  logit_bias: { logit_bias: { '50256': -100 } },
  logprobs: { logprobs: true },
  max_completion_tokens: { max_completion_tokens: 9 },
  max_tokens: { max_tokens: 9 },
  metadata: { metadata: { team: 'a' } },
  modalities: { modalities: ['text', 'audio'] },
  moderation: { moderation: { model: 'omni-moderation-latest' } },
  n: { n: 2 },
  parallel_tool_calls: { tools: [chatTool], parallel_tool_calls: false },
  prediction: { prediction: { type: 'content', content: 'x' } },
  presence_penalty: { presence_penalty: 0.5 },
  prompt_cache_key: { prompt_cache_key: 'k' },
  prompt_cache_options: { prompt_cache_options: { mode: 'explicit' } },
  prompt_cache_retention: { prompt_cache_retention: '24h' },
  reasoning_effort: { reasoning_effort: 'low' },
  response_format: { response_format: { type: 'json_schema', json_schema: { name: 'place', schema } } },
  safety_identifier: { safety_identifier: 'u' },
  seed: { seed: 7 },
  service_tier: { service_tier: 'flex' },
  stop: { stop: ['\n'] },
  store: { store: true },
  stream_options: { stream: true, stream_options: { include_obfuscation: false } },
  temperature: { temperature: 0.5 },
  tool_choice: { tools: [chatTool], tool_choice: 'none' },
  tools: { tools: [chatTool] },
  top_logprobs: { logprobs: true, top_logprobs: 2 },
  top_p: { top_p: 0.5 },
  user: { user: 'u' },
  verbosity: { verbosity: 'low' },
  web_search_options: { web_search_options: {} },
} satisfies Record<Exclude<ChatField, 'model' | 'messages' | 'stream'>, JsonObject>;

const chatParts = {
  text: chat({ type: 'text', text: 'x' }),
  image_url: chat({ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }),
  input_audio: chat({ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }),
  file: chat({ type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } }),
} satisfies Record<OpenAI.ChatCompletionContentPart['type'], JsonObject>;

const chatTools = {
  function: { tools: [chatTool] },
  custom: { tools: [{ type: 'custom', custom: { name: 'run' } }] },
} satisfies Record<OpenAI.ChatCompletionTool['type'], JsonObject>;

const chatCalls = {
  function: {
    messages: [
      { role: 'user', content: 'x' },
      {
        role: 'assistant',
        tool_calls: [{ id: 'c', type: 'function', function: { name: 'weather', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'c', content: 'Sunny' },
    ],
  },
  custom: {
    messages: [
      { role: 'user', content: 'x' },
      { role: 'assistant', tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'run', input: 'ls' } }] },
      { role: 'tool', tool_call_id: 'c', content: 'a' },
    ],
  },
} satisfies Record<OpenAI.ChatCompletionMessageToolCall['type'], JsonObject>;

const chatChoices = {
  function: { tools: [chatTool], tool_choice: { type: 'function', function: { name: 'weather' } } },
  custom: { tools: [chatTool], tool_choice: { type: 'custom', custom: { name: 'run' } } },
  allowed_tools: {
    tools: [chatTool],
    tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [] } },
  },
} satisfies Record<Extract<OpenAI.ChatCompletionToolChoiceOption, object>['type'], JsonObject>;

export const chatWords: Words = {
  wire: 'openai-chat',
  path: '/chat/completions',
  base: { model: 'm', messages: [{ role: 'user', content: 'Hello' }] },
  groups: {
    Fields: chatFields,
    'Parts of what a user says': chatParts,
    Tools: chatTools,
    'Calls and their results': chatCalls,
    'Choices of tools': chatChoices,
    Others: {
      'cache control': chat({ type: 'text', text: 'x', prompt_cache_breakpoint: { mode: 'explicit' } }),
      'a file under an id': chat({ type: 'file', file: { file_id: 'file-1' } }),
      'sound of before': {
        messages: [
          { role: 'user', content: 'x' },
          { role: 'assistant', audio: { id: 'audio_1' } },
          { role: 'user', content: 'y' },
        ],
      },
      'a signature of Gemini': {
        messages: [
          { role: 'user', content: 'x' },
          {
            role: 'assistant',
            tool_calls: [
              {
                id: 'c',
                type: 'function',
                function: { name: 'weather', arguments: '{}' },
                extra_content: { google: { thought_signature: 'c2ln' } },
              },
            ],
          },
          { role: 'tool', tool_call_id: 'c', content: 'Sunny' },
        ],
      },
    },
  },
};

type ResponseField = keyof OpenAI.Responses.ResponseCreateParamsNonStreaming;
const responseTool = { type: 'function', name: 'weather', parameters: schema, strict: true };

const responseFields = {
  access_programs: { access_programs: { a: {} } },
  background: { background: true },
  context_management: { context_management: [{ type: 'compaction' }] },
  conversation: { conversation: 'conv_1' },
  image: { image: {} },
  include: { include: ['reasoning.encrypted_content'] },
  instructions: { instructions: 'Be brief.' },
  max_output_tokens: { max_output_tokens: 9 },
  max_tool_calls: { max_tool_calls: 2 },
  metadata: { metadata: { team: 'a' } },
  moderation: { moderation: { model: 'omni-moderation-latest' } },
  parallel_tool_calls: { tools: [responseTool], parallel_tool_calls: false },
  previous_response_id: { previous_response_id: 'resp_1' },
  prompt: { prompt: { id: 'pmpt_1' } },
  prompt_cache_key: { prompt_cache_key: 'k' },
  prompt_cache_options: { prompt_cache_options: { mode: 'explicit' } },
  prompt_cache_retention: { prompt_cache_retention: '24h' },
  reasoning: { reasoning: { effort: 'low' } },
  safety_identifier: { safety_identifier: 'u' },
  service_tier: { service_tier: 'flex' },
  store: { store: true },
  stream_options: { stream: true, stream_options: { include_obfuscation: false } },
  temperature: { temperature: 0.5 },
  text: { text: { format: { type: 'json_schema', name: 'place', schema } } },
  tool_choice: { tools: [responseTool], tool_choice: 'none' },
  tools: { tools: [responseTool] },
  top_logprobs: { include: ['message.output_text.logprobs'], top_logprobs: 2 },
  top_p: { top_p: 0.5 },
  truncation: { truncation: 'auto' },
  user: { user: 'u' },
} satisfies Record<Exclude<ResponseField, 'model' | 'input' | 'stream'>, JsonObject>;

const responseTools = {
  ...each(
    [
      'file_search',
      'computer',
      'computer_use_preview',
      'web_search',
      'web_search_2025_08_26',
      'web_search_preview',
      'web_search_preview_2025_03_11',
      'mcp',
      'code_interpreter',
      'programmatic_tool_calling',
      'image_generation',
      'local_shell',
      'shell',
      'custom',
      'namespace',
      'tool_search',
      'apply_patch',
    ],
    (type) => ({ tools: [{ type }] }),
  ),
  function: { tools: [responseTool] },
} satisfies Record<OpenAI.Responses.Tool['type'], JsonObject>;

const items = (...input: readonly JsonObject[]): JsonObject => ({ input });
const said = (part: JsonObject): JsonObject => items({ role: 'user', content: [part] });

const responseItems = {
  ...each(
    [
      'file_search_call',
      'computer_call',
      'computer_call_output',
      'web_search_call',
      'tool_search_call',
      'tool_search_output',
      'additional_tools',
      'configuration_update',
      'compaction',
      'compaction_trigger',
      'image_generation_call',
      'code_interpreter_call',
      'local_shell_call',
      'local_shell_call_output',
      'shell_call',
      'shell_call_output',
      'apply_patch_call',
      'apply_patch_call_output',
      'mcp_list_tools',
      'mcp_approval_request',
      'mcp_approval_response',
      'mcp_call',
      'item_reference',
      'program',
      'program_output',
    ],
    (type) => items({ role: 'user', content: 'x' }, { type, id: 'i_1' }),
  ),
  message: items({ type: 'message', role: 'user', content: 'x' }),
  reasoning: items(
    { role: 'user', content: 'x' },
    { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'c2VjcmV0' },
    { role: 'user', content: 'y' },
  ),
  function_call: items(
    { role: 'user', content: 'x' },
    { type: 'function_call', call_id: 'c', name: 'weather', arguments: '{}' },
    { type: 'function_call_output', call_id: 'c', output: 'Sunny' },
  ),
  function_call_output: items(
    { role: 'user', content: 'x' },
    { type: 'function_call', call_id: 'c', name: 'weather', arguments: '{}' },
    { type: 'function_call_output', call_id: 'c', output: 'Rain' },
  ),
  custom_tool_call: items({ type: 'custom_tool_call', call_id: 'c', name: 'run', input: 'ls' }),
  custom_tool_call_output: items({ type: 'custom_tool_call_output', call_id: 'c', output: 'a' }),
} satisfies Record<NonNullable<OpenAI.Responses.ResponseInputItem['type']>, JsonObject>;

const responseParts = {
  input_text: said({ type: 'input_text', text: 'x' }),
  input_image: said({ type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'auto' }),
  input_file: said({ type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' }),
} satisfies Record<OpenAI.Responses.ResponseInputContent['type'], JsonObject>;

const responseChoices = {
  ...each(
    [
      'allowed_tools',
      'file_search',
      'web_search_preview',
      'computer',
      'computer_use',
      'computer_use_preview',
      'web_search_preview_2025_03_11',
      'image_generation',
      'code_interpreter',
      'programmatic_tool_calling',
      'mcp',
      'custom',
      'apply_patch',
      'shell',
    ],
    (type) => ({ tools: [responseTool], tool_choice: { type } }),
  ),
  function: { tools: [responseTool], tool_choice: { type: 'function', name: 'weather' } },
} satisfies Record<
  Extract<OpenAI.Responses.ResponseCreateParams['tool_choice'], { type: string }>['type'],
  JsonObject
>;

export const responsesWords: Words = {
  wire: 'openai-responses',
  path: '/responses',
  base: { model: 'm', input: 'Hello' },
  groups: {
    Fields: responseFields,
    'Parts of what a user says': responseParts,
    Items: responseItems,
    Tools: responseTools,
    'Choices of tools': responseChoices,
    Others: {
      'reasoning.summary': { reasoning: { summary: 'auto' } },
      'reasoning.mode': { reasoning: { mode: 'pro' } },
      'text.verbosity': { text: { verbosity: 'low' } },
      'cache control': said({ type: 'input_text', text: 'x', prompt_cache_breakpoint: { mode: 'explicit' } }),
      'an image under an id': said({ type: 'input_image', file_id: 'file-1', detail: 'auto' }),
      'a file under an id': said({ type: 'input_file', file_id: 'file-1' }),
      'a file at an address': said({ type: 'input_file', file_url: 'https://a.example/a.pdf' }),
      sound: said({ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }),
    },
  },
};
