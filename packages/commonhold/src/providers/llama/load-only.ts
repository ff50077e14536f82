import { CommonholdError } from '#base';
import type { GenerateCall, Part } from '#call';
import { plainFacts } from './count.ts';
import type { LoadedModel } from './load-model.ts';

/**
 * The answer to a call of Ollama's protocol that says nothing, by which its clients have a model loaded before they ask it something:
 * that it is loaded, which it is by the time that anybody here reads the call. Undefined for every other call. Throws
 * `not_expressible` for one by which they have it let go of: that is the owner's to say.
 */
export function loadOnly(loaded: LoadedModel, call: GenerateCall): readonly Part[] | undefined {
  if (call.messages.length > 0 || call.extra?.wire !== 'ollama') return undefined;
  const { model } = loaded.task;
  if (call.extra.fields['keep_alive'] === 0) {
    throw new CommonholdError('not_expressible', { feature: 'Letting go of a model', destination: model });
  }
  return [
    { type: 'start', model },
    { type: 'finish', choice: 0, reason: 'other', raw: 'load' },
    { type: 'usage', usage: { inputTokens: 0, outputTokens: 0, source: 'counted' } },
    { type: 'engine', facts: plainFacts(loaded) },
  ];
}
