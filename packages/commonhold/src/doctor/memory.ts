import { bytesText } from '#base';
import { builtInCatalog, memoryNeed, plannedContextTokens } from '#models';
import { engineShareOfMemory } from '#providers';
import type { Check } from './check.ts';
import { attention, broken, good, type Observation, unknown } from './finding.ts';
import type { Situation } from './situation.ts';

/** What the default model needs, against what the machine has and what the engine may take. */
export const memoryCheck: Check = {
  name: 'memory',
  group: 'This machine',
  async look(situation): Promise<Observation[]> {
    const { totalMemoryBytes, availableMemoryBytes } = situation.world.machine();
    const machine = `${bytesText(availableMemoryBytes)} of ${bytesText(totalMemoryBytes)} memory are available`;
    if (situation.configuration.type === 'invalid') {
      return [
        unknown(
          `${machine}; which model is the default cannot be told from this configuration.`,
          'Correct commonhold.yaml first.',
        ),
      ];
    }
    const need = needOf(situation);
    if (need === undefined) {
      return [
        unknown(
          `${machine}; what the default model needs is not known, because it is neither here nor in the catalog.`,
          'Get the model, or name another under engine.defaultModel in commonhold.yaml.',
        ),
      ];
    }
    const { model, bytes, how, limit } = need;
    const seen = `${machine}; ${model} needs about ${bytesText(bytes)} (${how})`;
    if (bytes > totalMemoryBytes) {
      return [
        broken(
          `${seen}, which is more than there is.`,
          'Name a smaller model under engine.defaultModel; "commonhold models recommend" shows what fits.',
        ),
      ];
    }
    const allowed = limit ?? totalMemoryBytes * engineShareOfMemory;
    if (bytes > allowed) {
      const whose = limit === undefined ? 'three quarters of the machine' : 'engine.memoryBytes';
      return [
        attention(
          `${seen}, and its process is ended when it takes more than ${bytesText(allowed)} (${whose}).`,
          'Choose a smaller model or engine.contextTokens, or set engine.memoryBytes higher, in commonhold.yaml.',
        ),
      ];
    }
    if (isLoaded(situation, model)) return [good(`${seen}, and is loaded.`)];
    if (bytes > availableMemoryBytes) {
      return [
        attention(
          `${seen}, which is more than is available now.`,
          'Close other programs before the model is used, or choose a smaller one with "commonhold models recommend".',
        ),
      ];
    }
    return [good(`${seen}.`)];
  },
};

function isLoaded({ node }: Situation, model: string): boolean {
  return (
    node.type === 'running' &&
    node.status.models.some(({ name, state }) => name === model && state === 'ready')
  );
}

interface Need {
  readonly model: string;
  readonly bytes: number;
  readonly how: string;
  readonly limit: number | undefined;
}

function needOf({ configuration, models }: Situation): Need | undefined {
  if (configuration.type === 'invalid') return undefined;
  const { defaultModel: model, contextTokens, memoryBytes: limit } = configuration.value.engine;
  const entry = models.known.find(({ name }) => name === model);
  const row = entry === undefined ? builtInCatalog().find(({ name }) => name === model) : entry.row;
  if (row !== undefined) {
    // The engine refuses a context beyond what the model was made for; the need is reckoned up to there.
    const context = Math.min(contextTokens ?? plannedContextTokens, row.contextTokens);
    const bytes = memoryNeed(row, context).totalBytes;
    return { model, bytes, how: `one request of ${context} tokens`, limit };
  }
  return entry && { model, bytes: entry.sizeBytes, how: 'its file alone, without any context', limit };
}
