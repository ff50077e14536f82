import type { GenerateCall } from '#call';
import type { LoadedModel } from './load-model.ts';
import type { RenderedPrompt } from './rendered-prompt.ts';

/** Throws what a call with the same messages would be refused with, except that it need not leave room for an answer. */
export function renderPrompt(loaded: LoadedModel, call: GenerateCall): RenderedPrompt {
  const { template, vocabulary, facts, task } = loaded;
  const { text, tokens, answer } = template.prompt(call, facts.contextTokens, task.model);
  return {
    text,
    template: { source: template.source, digest: template.digest, text: template.text },
    tokens: [...tokens, ...answer].map((id) => {
      const { text: own, bytes, special } = vocabulary.describe(id);
      const halved = bytes !== undefined && own.includes('\ufffd');
      return { id, text: own, ...(halved ? { bytes } : {}), special };
    }),
    answerTokens: answer.length,
    contextTokens: facts.contextTokens,
  };
}
