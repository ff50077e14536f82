import { CommonholdError, headerValue } from '#base';
import type { FinishReason, Usage } from '#call';
import { codecs } from '#wires';
import type { NodeClient } from '../node/node-client.ts';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface Question {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly maxTokens: number | undefined;
  readonly temperature: number | undefined;
  readonly seed: number | undefined;
  readonly deterministic: boolean;
}

/** An answer as the command line shows it. */
export interface Answer {
  readonly text: string;
  readonly finish: FinishReason | undefined;
  readonly usage: Usage | undefined;
  /** Id of the call on record, and where it went. */
  readonly call: string;
  readonly model: string;
  readonly destination: string;
  readonly decision: string;
}

/** Asks the node as any client would, on the OpenAI wire, and gives the text to `onText` as it comes. */
export async function ask(
  node: NodeClient,
  question: Question,
  onText: (text: string) => void,
  signal: AbortSignal,
): Promise<Answer> {
  const reply = await node.stream(
    '/v1/chat/completions',
    {
      model: question.model,
      messages: question.messages,
      stream: true,
      stream_options: { include_usage: true },
      ...(question.maxTokens === undefined ? {} : { max_completion_tokens: question.maxTokens }),
      ...(question.temperature === undefined ? {} : { temperature: question.temperature }),
      ...(question.seed === undefined ? {} : { seed: question.seed }),
      ...(question.deterministic ? { deterministic: true } : {}),
    },
    signal,
  );
  const destination = header(reply.headers, 'x-commonhold-destination');
  const parser = codecs['openai-chat'].stream.parser();
  let text = '';
  let finish: FinishReason | undefined;
  let usage: Usage | undefined;
  const take = (parts: ReturnType<typeof parser.push>): void => {
    for (const part of parts) {
      if (part.type === 'text' || part.type === 'refusal') {
        text += part.text;
        onText(part.text);
      } else if (part.type === 'finish') finish = part.reason;
      else if (part.type === 'usage') usage = part.usage;
      else if (part.type === 'error') throw new CommonholdError(part.code, { destination, ...part.values });
    }
  };
  for await (const chunk of reply.body) take(parser.push(chunk as Uint8Array));
  take(parser.end());
  return {
    text,
    finish,
    usage,
    call: header(reply.headers, 'x-commonhold-call'),
    model: header(reply.headers, 'x-commonhold-model'),
    destination,
    decision: header(reply.headers, 'x-commonhold-decision'),
  };
}

function header(headers: Readonly<Record<string, string | string[] | undefined>>, name: string): string {
  // The node encodes names that no header can hold, and percent signs with them.
  return decodeURIComponent(headerValue(headers[name]) ?? '');
}
