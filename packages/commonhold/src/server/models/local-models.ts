import { type Clock, systemClock } from '#base';
import { builtInCatalog, type Library, type ModelEntry, openLibrary } from '#models';
import { inspectModel } from '#providers';

/** A model file in the models folder, as routing and the record need it. */
export interface LocalModel {
  readonly name: string;
  readonly path: string;
  /** SHA-256 of the file, hex. */
  readonly digest: string;
  /** File and name are the ones of our catalog, so the name is public vocabulary. */
  readonly builtIn: boolean;
  readonly licence: string | undefined;
}

/** The models folder, with files inspected by a process of the engine's. */
export function openModelLibrary(folder: string, clock: Clock = systemClock): Library {
  return openLibrary({
    folder,
    catalog: builtInCatalog(),
    clock,
    inspect: (path, signal) => inspectModel(path, { signal }),
  });
}

/** Every model in the folder. A file that is new there is digested first, which takes a second for each gigabyte. */
export async function findLocalModels(
  library: Library,
  signal: AbortSignal,
): Promise<Map<string, LocalModel>> {
  const entries = await library.list(signal);
  return new Map(entries.map((entry) => [entry.name, localModel(entry)]));
}

function localModel(entry: ModelEntry): LocalModel {
  return {
    name: entry.name,
    path: entry.path,
    digest: entry.sha256,
    // The pinned file under a name of the owner's making is still the owner's name.
    builtIn: entry.row?.name === entry.name,
    licence: entry.row?.licence.id,
  };
}
