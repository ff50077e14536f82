import { ApiError, errorOf, reached } from '../../api/client.ts';
import { eventData } from './server-sent-events.ts';
import { readTokens, type Token } from './tokens.ts';

/** What the node says of a call before its first word. */
export interface AnswerHead {
  readonly call: string | undefined;
  readonly destination: string | undefined;
  readonly decision: string | undefined;
}

export type AnswerEvent =
  | ({ readonly type: 'head' } & AnswerHead)
  | { readonly type: 'text'; readonly text: string; readonly tokens: readonly Token[] }
  | { readonly type: 'reasoning'; readonly text: string }
  /** What the engine inside says about how it drew. */
  | { readonly type: 'drawn'; readonly temperature: number }
  | { readonly type: 'finish'; readonly reason: string }
  /** The answer broke after it had begun; the words are the node's. */
  | { readonly type: 'broke'; readonly message: string };

interface Choice {
  readonly delta?: Spoken;
  readonly message?: Spoken;
  readonly finish_reason?: string | null;
  readonly logprobs?: { readonly content?: unknown } | null;
}

interface Spoken {
  readonly content?: string | null;
  readonly refusal?: string | null;
  readonly reasoning_content?: string | null;
  readonly reasoning?: string | null;
}

interface Chunk {
  readonly choices?: readonly Choice[];
  readonly error?: { readonly message?: string };
  readonly commonhold?: { readonly engine?: { readonly sampling?: { readonly temperature?: unknown } } };
}

/**
 * Makes a call and tells what comes, as it comes. Throws `ApiError` when there is no answer at all; aborting the signal
 * ends the call, and the node records it as aborted.
 */
export async function* answerStream(
  request: Readonly<Record<string, unknown>>,
  run: string,
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent, void, void> {
  const response = await reached(
    fetch('/v1/chat/completions', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-commonhold-run': run },
      body: JSON.stringify(request),
      signal,
    }),
  );
  yield {
    type: 'head',
    call: response.headers.get('x-commonhold-call') ?? undefined,
    destination: response.headers.get('x-commonhold-destination') ?? undefined,
    decision: response.headers.get('x-commonhold-decision') ?? undefined,
  };
  if (!response.ok) throw await errorOf(response);
  if (response.body === null) throw new ApiError(response.status, 'not_the_node', '');
  // A destination may answer whole although a stream was asked for, and its bytes pass through untouched.
  const whole = (response.headers.get('content-type') ?? '').startsWith('application/json');
  const events = whole ? [await response.text()] : eventData(response.body);
  for await (const data of events) {
    if (data === '[DONE]') return;
    yield* read(data);
  }
}

function* read(data: string): Generator<AnswerEvent, void, void> {
  const chunk = JSON.parse(data) as Chunk;
  if (chunk.error) yield { type: 'broke', message: chunk.error.message ?? '' };
  const temperature = chunk.commonhold?.engine?.sampling?.temperature;
  if (typeof temperature === 'number') yield { type: 'drawn', temperature };
  for (const choice of chunk.choices ?? []) {
    const said = choice.delta ?? choice.message ?? {};
    const reasoning = said.reasoning_content ?? said.reasoning;
    if (reasoning) yield { type: 'reasoning', text: reasoning };
    const text = `${said.content ?? ''}${said.refusal ?? ''}`;
    const tokens = readTokens(choice.logprobs?.content);
    if (text !== '' || tokens.length > 0) yield { type: 'text', text, tokens };
    if (typeof choice.finish_reason === 'string') yield { type: 'finish', reason: choice.finish_reason };
  }
}
