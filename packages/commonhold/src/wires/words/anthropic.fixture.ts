import type Anthropic from '@anthropic-ai/sdk';
import type { JsonObject } from '#base';
import { each, type Words } from './words.fixture.ts';

/** The same for Anthropic's client, with what it calls beta. What goes in a header there is not here. */
type Beta = Anthropic.Beta.Messages.MessageCreateParamsNonStreaming;
type Field = keyof Beta | keyof Anthropic.MessageCreateParamsNonStreaming;
type InHeaders = 'betas' | 'user_profile_id' | 'workspace_id';

const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const tool = { name: 'weather', input_schema: schema };

const fields = {
  billing_policy: { billing_policy: { type: 'billing_policy', bill_to: 'self' } },
  cache_control: { cache_control: { type: 'ephemeral' } },
  compaction: { compaction: { type: 'summary' } },
  container: { container: 'container_1' },
  context_management: { context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] } },
  diagnostics: { diagnostics: { previous_message_id: 'msg_1' } },
  fallback_credit_token: { fallback_credit_token: 't' },
  fallbacks: { fallbacks: 'default' },
  inference_geo: { inference_geo: 'eu' },
  max_tokens: { max_tokens: 8 },
  mcp_servers: { mcp_servers: [{ type: 'url', url: 'https://a.example', name: 'a' }] },
  metadata: { metadata: { user_id: 'u' } },
  output_config: { output_config: { effort: 'low' } },
  output_format: { output_format: { type: 'json_schema', schema } },
  service_tier: { service_tier: 'standard_only' },
  speed: { speed: 'fast' },
  stop_sequences: { stop_sequences: ['\n'] },
  system: { system: 'Be brief.' },
  thinking: { thinking: { type: 'enabled', budget_tokens: 2000 } },
  thread: { thread: { type: 'create' } },
  tool_choice: { tools: [tool], tool_choice: { type: 'none' } },
  tools: { tools: [tool] },
} satisfies Record<Exclude<Field, 'model' | 'messages' | 'stream' | InHeaders>, JsonObject>;

const said = (block: JsonObject): JsonObject => ({ messages: [{ role: 'user', content: [block] }] });
const answered = (block: JsonObject): JsonObject => ({
  messages: [
    { role: 'user', content: 'x' },
    { role: 'assistant', content: [{ type: 'text', text: 'z' }, block] },
    { role: 'user', content: 'y' },
  ],
});
const used = (more: JsonObject): JsonObject => ({
  messages: [
    { role: 'user', content: 'x' },
    { role: 'assistant', content: [{ type: 'tool_use', id: 'c', name: 'weather', input: {} }] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c', content: 'Sunny', ...more }] },
  ],
});
const pdf = { type: 'base64', media_type: 'application/pdf', data: 'AAAA' };

const blocks = {
  ...each(
    [
      'search_result',
      'server_tool_use',
      'web_search_tool_result',
      'web_fetch_tool_result',
      'advisor_tool_result',
      'code_execution_tool_result',
      'bash_code_execution_tool_result',
      'text_editor_code_execution_tool_result',
      'tool_search_tool_result',
      'mcp_tool_use',
      'mcp_tool_result',
      'mcp_tool_listing',
      'container_upload',
      'compaction',
      'tool_addition',
      'tool_removal',
      'fallback',
    ],
    (type) => answered({ type }),
  ),
  text: said({ type: 'text', text: 'x' }),
  image: said({ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } }),
  document: said({ type: 'document', source: pdf }),
  thinking: answered({ type: 'thinking', thinking: 'Hm.', signature: 'c2ln' }),
  redacted_thinking: answered({ type: 'redacted_thinking', data: 'c2VjcmV0' }),
  tool_use: used({}),
  tool_result: used({ is_error: true }),
} satisfies Record<Anthropic.Beta.BetaContentBlockParam['type'], JsonObject>;

const tools = {
  ...each(
    [
      'bash_20241022',
      'bash_20250124',
      'code_execution_20250522',
      'code_execution_20250825',
      'code_execution_20260120',
      'code_execution_20260521',
      'browser_toolset_20260801',
      'computer_20241022',
      'computer_20250124',
      'computer_20251124',
      'computer_toolset_20260801',
      'memory_20250818',
      'text_editor_20241022',
      'text_editor_20250124',
      'text_editor_20250429',
      'text_editor_20250728',
      'web_search_20250305',
      'web_search_20260209',
      'web_search_20260318',
      'web_fetch_20250910',
      'web_fetch_20260209',
      'web_fetch_20260309',
      'web_fetch_20260318',
      'advisor_20260301',
      'tool_search_tool_bm25_20251119',
      'tool_search_tool_bm25',
      'tool_search_tool_regex_20251119',
      'tool_search_tool_regex',
      'mcp_toolset',
    ],
    (type) => ({ tools: [{ type, name: 'a' }] }),
  ),
  custom: { tools: [{ type: 'custom', ...tool }] },
} satisfies Record<NonNullable<Anthropic.Beta.BetaToolUnion['type']>, JsonObject>;

const choices = {
  auto: { tools: [tool], tool_choice: { type: 'auto' } },
  any: { tools: [tool], tool_choice: { type: 'any' } },
  tool: { tools: [tool], tool_choice: { type: 'tool', name: 'weather' } },
  none: { tools: [tool], tool_choice: { type: 'none' } },
} satisfies Record<Anthropic.ToolChoice['type'], JsonObject>;

export const anthropicWords: Words = {
  wire: 'anthropic-messages',
  path: '/messages',
  base: { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'Hello' }] },
  groups: {
    Fields: fields,
    Blocks: blocks,
    Tools: tools,
    'Choices of tools': choices,
    Others: {
      temperature: { temperature: 0.5 },
      top_k: { top_k: 5 },
      top_p: { top_p: 0.5 },
      'cache control of a block': said({ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } }),
      'cache control of a tool': { tools: [{ ...tool, cache_control: { type: 'ephemeral' } }] },
      'citations of a document': said({ type: 'document', source: pdf, citations: { enabled: true } }),
      'a document of text': said({
        type: 'document',
        source: { type: 'text', media_type: 'text/plain', data: 'x' },
      }),
      'a document at an address': said({
        type: 'document',
        source: { type: 'url', url: 'https://a.example/a.pdf' },
      }),
      'a document under an id': said({ type: 'document', source: { type: 'file', file_id: 'file_1' } }),
      'an image under an id': said({ type: 'image', source: { type: 'file', file_id: 'file_1' } }),
      'an image at an address': said({
        type: 'image',
        source: { type: 'url', url: 'https://a.example/a.png' },
      }),
      'citations of an answer': answered({ type: 'text', text: 'x', citations: [{ type: 'char_location' }] }),
      'one tool at a time': { tools: [tool], tool_choice: { type: 'auto', disable_parallel_tool_use: true } },
      'a tool that is loaded later': { tools: [{ ...tool, defer_loading: true }] },
      'output_config.task_budget': { output_config: { task_budget: { type: 'tokens', total: 9 } } },
      'thinking, adaptive': { thinking: { type: 'adaptive' } },
      'an answer of no tokens': { max_tokens: 0 },
      'an answer that was begun': {
        messages: [
          { role: 'user', content: 'x' },
          { role: 'assistant', content: 'So' },
        ],
      },
    },
  },
};
