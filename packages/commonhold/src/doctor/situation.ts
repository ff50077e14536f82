import { asCommonholdError } from '#base';
import { type Configuration, loadConfiguration } from '#config';
import { type ModelFiles, modelFilesOf } from './model-files.ts';
import { type NodeState, nodeStateOf } from './node-state.ts';
import { type RecordFacts, readRecord } from './record-facts.ts';
import { askProviders, type ProviderAnswer } from './ask-providers.ts';
import type { Wishes, World } from './world.ts';

export type LoadedConfiguration =
  | { readonly type: 'valid'; readonly value: Configuration }
  | { readonly type: 'invalid'; readonly message: string };

/** What several checks need, looked at once. */
export interface Situation {
  readonly world: World;
  readonly wishes: Wishes;
  readonly configuration: LoadedConfiguration;
  readonly node: NodeState;
  readonly record: RecordFacts;
  readonly models: ModelFiles;
  /** Empty unless providers were asked. */
  readonly providers: readonly ProviderAnswer[];
}

export async function lookAround(world: World, wishes: Wishes, signal: AbortSignal): Promise<Situation> {
  const { paths } = world;
  const configuration = await loadConfiguration(paths.configuration).then(
    (value): LoadedConfiguration => ({ type: 'valid', value }),
    (thrown: unknown): LoadedConfiguration => ({
      type: 'invalid',
      message: asCommonholdError(thrown).message,
    }),
  );
  const node = await nodeStateOf(world, signal);
  const rows = configuration.type === 'valid' ? configuration.value.providers : {};
  return {
    world,
    wishes,
    configuration,
    node,
    record: readRecord(paths.home, wishes.thorough),
    models: await modelFilesOf(paths.models, wishes.thorough, signal),
    providers: wishes.connect ? await askProviders(world, rows, signal) : [],
  };
}
