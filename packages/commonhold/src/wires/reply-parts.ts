import type { Choice, Part, Reply } from '#call';

/** A whole answer as the parts that collect to it again. */
export function partsOf(reply: Reply): Part[] {
  const parts: Part[] = [
    {
      type: 'start',
      ...(reply.id === undefined ? {} : { id: reply.id }),
      ...(reply.model === undefined ? {} : { model: reply.model }),
      ...(reply.created === undefined ? {} : { created: reply.created }),
      ...(reply.extra === undefined ? {} : { extra: reply.extra }),
    },
  ];
  for (const choice of reply.choices) pushChoice(choice, parts);
  for (const [index, vector] of reply.embeddings.entries()) parts.push({ type: 'embedding', index, vector });
  if (reply.tokenCount !== undefined) parts.push({ type: 'token-count', tokens: reply.tokenCount });
  parts.push(...reply.unknown);
  if (reply.usage) parts.push({ type: 'usage', usage: reply.usage });
  if (reply.engine) parts.push({ type: 'engine', facts: reply.engine });
  if (reply.error) parts.push(reply.error);
  return parts;
}

function pushChoice(choice: Choice, parts: Part[]): void {
  const index = choice.index;
  let logprobs = choice.logprobs;
  let refusalLogprobs = choice.refusalLogprobs;
  let tools = 0;
  let before: string | undefined;
  for (const [at, item] of choice.content.entries()) {
    switch (item.type) {
      case 'text':
        parts.push({
          type: 'text',
          choice: index,
          text: item.text,
          // Two texts side by side are two blocks of their wire.
          ...(before === 'text' ? { block: at } : {}),
          ...(logprobs ? { logprobs } : {}),
        });
        logprobs = undefined;
        break;
      case 'refusal':
        parts.push({
          type: 'refusal',
          choice: index,
          text: item.text,
          ...(refusalLogprobs ? { logprobs: refusalLogprobs } : {}),
        });
        refusalLogprobs = undefined;
        break;
      case 'reasoning':
        parts.push({
          type: 'reasoning',
          choice: index,
          text: item.text,
          ...(item.extra ? { extra: item.extra } : {}),
        });
        break;
      case 'tool-call':
        parts.push({
          type: 'tool-call',
          choice: index,
          index: tools,
          id: item.id,
          name: item.name,
          ...(item.extra ? { extra: item.extra } : {}),
        });
        parts.push({ type: 'tool-arguments', choice: index, index: tools, text: item.arguments });
        tools++;
        break;
      case 'unknown':
        parts.push(item);
        break;
    }
    before = item.type;
  }
  if (choice.finish) parts.push({ type: 'finish', choice: index, ...choice.finish });
}
