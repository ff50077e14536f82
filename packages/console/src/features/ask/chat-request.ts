import type { Talk } from './columns.ts';
import { checkSchema, settingsOf } from './settings.ts';
import { type Message, pathTo } from './tree.ts';

/** Alternatives of each token that are asked for: enough to see what else was near, little enough to keep. */
const alternatives = 5;

interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A beginning that the model is given, exactly as these tokens where they are known. */
export interface Beginning {
  readonly text: string;
  readonly ids: readonly number[] | undefined;
}

/**
 * What an answer is asked with: everything before it on its path. A question that never got a word of an answer is
 * left out together with that answer, because many models refuse two questions in a row; the page says so beside it.
 */
export function messagesBefore(talk: Talk, answer: Message): readonly ChatMessage[] {
  const path = pathTo(talk.messages, answer.parent);
  const messages: ChatMessage[] = [];
  if (talk.system !== undefined && talk.system.trim() !== '') {
    messages.push({ role: 'system', content: talk.system });
  }
  for (const [index, { role, text }] of path.entries()) {
    const next = path[index + 1];
    const unanswered = role === 'user' && next?.role === 'assistant' && next.text === '';
    if (unanswered || (role === 'assistant' && text === '')) continue;
    messages.push({ role, content: text });
  }
  return messages;
}

/** The request for an answer, on OpenAI's wire. Only what was set is in it. */
export function chatRequest(
  talk: Talk,
  answer: Message,
  withTokens: boolean,
  beginning: Beginning | undefined,
): Readonly<Record<string, unknown>> {
  const { schema: schemaText, tokens: _page, ...parameters } = settingsOf(talk);
  const schema = checkSchema(schemaText);
  return {
    model: answer.model,
    messages: [
      ...messagesBefore(talk, answer),
      ...(beginning === undefined ? [] : [{ role: 'assistant', content: beginning.text }]),
    ],
    ...parameters,
    ...(schema.type === 'valid'
      ? { response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: schema.schema } } }
      : {}),
    ...(withTokens ? { logprobs: true, top_logprobs: alternatives } : {}),
    ...(beginning === undefined ? {} : continued(beginning, withTokens)),
    stream: true,
    stream_options: { include_usage: true },
  };
}

/**
 * How likely each word of an answer was, without a new word. At temperature 0 nothing is cut off, so these are the
 * model's own probabilities.
 */
export function scoreRequest(talk: Talk, answer: Message): Readonly<Record<string, unknown>> {
  const beginning = { text: answer.text, ids: undefined };
  return {
    model: answer.model,
    messages: [...messagesBefore(talk, answer), { role: 'assistant', content: answer.text }],
    temperature: 0,
    max_tokens: 0,
    logprobs: true,
    top_logprobs: alternatives,
    ...continued(beginning, true),
    stream: true,
  };
}

/** Repeating the beginning brings its probabilities into the same answer, and so onto the same record. */
function continued({ ids }: Beginning, repeat: boolean): Readonly<Record<string, unknown>> {
  return {
    continue_final_message: true,
    add_generation_prompt: false,
    ...(repeat ? { echo: true } : {}),
    ...(ids === undefined ? {} : { prefix_token_ids: ids }),
  };
}
