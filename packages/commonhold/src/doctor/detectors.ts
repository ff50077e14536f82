import { asCommonholdError } from '#base';
import { type Configuration, detectorsFolder, readDetectors } from '#config';
import type { Check } from './check.ts';
import { attention, broken, good, type Observation, unknown } from './finding.ts';
import type { World } from './world.ts';

/** It is on this machine or beside it; whoever takes longer to say what it knows is too slow for calls. */
const answerMs = 10_000;

/** Whether the owner's detectors are right, and the stronger one answers; asked with --connect only. */
export const detectorsCheck: Check = {
  name: 'detectors',
  group: 'Providers',
  async look({ configuration, wishes, world }, signal): Promise<Observation[]> {
    if (configuration.type === 'invalid') return [];
    const { presidio } = configuration.value.labels;
    const own = await observeOwn(world, configuration.value);
    if (presidio === undefined) return own;
    if (!wishes.connect) {
      return [
        ...own,
        unknown(
          `Presidio at ${presidio.url} was not asked whether it answers.`,
          'Run "commonhold doctor --connect", which asks it what it can find and sends no text.',
        ),
      ];
    }
    return [...own, await askPresidio(world, presidio, signal)];
  },
};

async function observeOwn(world: World, configuration: Configuration): Promise<Observation[]> {
  try {
    const { detectors } = await readDetectors(detectorsFolder(world.paths), configuration);
    if (detectors.length === 0) return [good('There are no detectors of your own.')];
    const count = `${detectors.length} ${detectors.length === 1 ? 'detector' : 'detectors'}`;
    return [good(`${count} of your own, and all their examples are right.`)];
  } catch (thrown) {
    return [
      broken(
        `A detector of your own is not right: ${asCommonholdError(thrown).message}`,
        'Run "commonhold detector test". A running node keeps the set that it has; it does not start with this one.',
      ),
    ];
  }
}

async function askPresidio(
  world: World,
  { url, language, entities, onFailure }: NonNullable<Configuration['labels']['presidio']>,
  signal: AbortSignal,
): Promise<Observation> {
  const consequence =
    onFailure === 'refuse'
      ? 'Until it answers, every call is refused.'
      : 'Until it answers, every call carries the label "unchecked".';
  const advice = `${consequence} Start it, or correct labels.presidio in commonhold.yaml.`;
  let answer: unknown;
  try {
    const path = `/supportedentities?language=${language}`;
    answer = await world.askAnalyzer(url, path, AbortSignal.any([signal, AbortSignal.timeout(answerMs)]));
  } catch (thrown) {
    signal.throwIfAborted();
    const error = asCommonholdError(thrown);
    const detail = error.code === 'detector_unavailable' ? String(error.values['detail']) : 'it was too slow';
    return broken(
      `Presidio at ${url} cannot say what it finds in texts in "${language}": ${detail}.`,
      advice,
    );
  }
  const known = new Set(Array.isArray(answer) ? answer : []);
  const missing = Object.keys(entities).filter((entity) => !known.has(entity));
  if (missing.length === 0)
    return good(`Presidio at ${url} answers and knows every kind that it is asked for.`);
  return attention(
    `Presidio at ${url} answers and does not know ${missing.join(', ')} in "${language}", so these are never found.`,
    'Correct their names under labels.presidio.entities, or give it recognisers for them.',
  );
}
