import type { Json } from '#base';
import type { GenerateCall } from '#call';
import type { Fields } from '../own-fields.ts';
import type { ReplyContext } from '../wire.ts';
import { writeReasoning, writeText, writeToolChoice, writeTools } from './written-settings.ts';

/** What is told of an answer as a whole, at its beginning and at its end. */
export interface ResponseState {
  readonly status: 'in_progress' | 'completed' | 'incomplete' | 'failed';
  readonly model: string;
  readonly output: readonly Json[];
  readonly error?: Fields;
  readonly incomplete?: Fields | null;
  readonly usage?: Fields | undefined;
}

/** The id by which a client can go on from an answer: it leads back to the call on record. */
function responseId({ call }: { readonly call: string }): string {
  return `${responsePrefix}${call}`;
}

export const responsePrefix = 'resp_';

/** An answer says again what was asked for. What nobody set is told as unset, or as this wire's own word for that. */
export function responseDocument(context: ReplyContext, state: ResponseState): Fields {
  const { request } = context;
  return {
    id: responseId(context),
    object: 'response',
    created_at: context.created,
    status: state.status,
    background: false,
    error: state.error ?? null,
    incomplete_details: state.incomplete ?? null,
    instructions: instructionsOf(request) ?? null,
    max_output_tokens: request.maxOutputTokens ?? null,
    metadata: request.metadata ?? {},
    model: state.model,
    output: state.output,
    parallel_tool_calls: request.parallelToolCalls ?? true,
    previous_response_id: context.previous ?? null,
    reasoning: { effort: null, summary: null, ...writeReasoning(request) },
    temperature: request.sampling.temperature ?? null,
    text: { format: { type: 'text' }, ...writeText(request) },
    tool_choice: writeToolChoice(request) ?? 'auto',
    tools: writeTools(request) ?? [],
    top_p: request.sampling.topP ?? null,
    truncation: 'disabled',
    usage: state.usage ?? null,
  };
}

function instructionsOf({ messages }: GenerateCall): string | undefined {
  const [first] = messages;
  const [only] = first?.role === 'system' ? first.content : [];
  return first?.content.length === 1 && only?.type === 'text' ? only.text : undefined;
}
