/** What the upstream says to everybody, and whether a gateway's reply says the same. */
const sentence = 'A commons is a resource that its users govern together. '.repeat(6).trim();
const finishReason = 'stop';
const usage = { prompt_tokens: 42, completion_tokens: 66, total_tokens: 108 };

export const wholeAnswer = JSON.stringify({
  id: 'chatcmpl-benchmark',
  object: 'chat.completion',
  created: 1_790_000_000,
  model: 'bench',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: sentence },
      finish_reason: finishReason,
    },
  ],
  usage,
});

/** One event for each word, as models stream. */
export const streamedAnswer: readonly string[] = [
  chunk([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }]),
  ...sentence
    .split(/(?<= )/)
    .map((content) => chunk([{ index: 0, delta: { content }, finish_reason: null }])),
  chunk([{ index: 0, delta: {}, finish_reason: finishReason }]),
  chunk([], { usage }),
  'data: [DONE]\n\n',
];

function chunk(choices: readonly unknown[], more: Readonly<Record<string, unknown>> = {}): string {
  const body = {
    id: 'chatcmpl-benchmark',
    object: 'chat.completion.chunk',
    created: 1_790_000_000,
    model: 'bench',
    choices,
    ...more,
  };
  return `data: ${JSON.stringify(body)}\n\n`;
}

/** What is wrong with a reply; nothing when it says all that the upstream said. */
export function wrongWith(status: number, text: string, streamed: boolean): string | undefined {
  if (status !== 200) return `status ${status}: ${excerpt(text)}`;
  try {
    return streamed ? wrongWithStream(text) : wrongWithWhole(text);
  } catch (thrown) {
    return `${String(thrown)}: ${excerpt(text)}`;
  }
}

interface Choice {
  readonly message?: { readonly content?: string };
  readonly delta?: { readonly content?: string | null };
  readonly finish_reason?: string | null;
}

interface Completion {
  readonly choices?: readonly Choice[];
  readonly usage?: { readonly total_tokens?: number } | null;
}

function wrongWithWhole(text: string): string | undefined {
  const { choices, usage: used } = JSON.parse(text) as Completion;
  const right =
    choices?.length === 1 &&
    choices[0]?.message?.content === sentence &&
    choices[0].finish_reason === finishReason &&
    used?.total_tokens === usage.total_tokens;
  return right ? undefined : `not the upstream's answer: ${excerpt(text)}`;
}

function wrongWithStream(text: string): string | undefined {
  let said = '';
  let finished: string | undefined;
  let done = false;
  for (const line of text.split('\n')) {
    if (!line.startsWith('data:')) continue;
    const data = line.slice('data:'.length).trim();
    if (data === '[DONE]') {
      done = true;
      continue;
    }
    const choice = (JSON.parse(data) as Completion).choices?.[0];
    said += choice?.delta?.content ?? '';
    finished = choice?.finish_reason ?? finished;
  }
  const right = said === sentence && finished === finishReason && done;
  return right ? undefined : `not the upstream's stream: ${excerpt(text)}`;
}

function excerpt(text: string): string {
  return text.slice(0, 300);
}
