import { type Clock, systemClock } from '#base';
import { builtInCatalog, type DeclaredFacts, type Library, type ModelEntry, openLibrary } from '#models';
import { inspectModel, type ModelInspection } from '#providers';

/** A model file in the models folder, as routing and the record need it. */
export interface LocalModel {
  readonly name: string;
  readonly path: string;
  /** SHA-256 of the file, hex. */
  readonly digest: string;
  /** The file is the one that our catalog pins, so its name is public vocabulary. */
  readonly builtIn: boolean;
  readonly licence: string | undefined;
}

/** The models folder, with files inspected by a process of the engine's. */
export function openModelLibrary(folder: string, clock: Clock = systemClock): Library {
  return openLibrary({
    folder,
    catalog: builtInCatalog(),
    clock,
    inspect: async (path, signal) => declaredFacts(await inspectModel(path, { signal })),
  });
}

/** Every model in the folder. A file that is new there is digested first, which takes a second for each gigabyte. */
export async function findLocalModels(library: Library, signal: AbortSignal): Promise<Map<string, LocalModel>> {
  const entries = await library.list(signal);
  return new Map(entries.map((entry) => [entry.name, localModel(entry)]));
}

function localModel(entry: ModelEntry): LocalModel {
  return {
    name: entry.name,
    path: entry.path,
    digest: entry.sha256,
    builtIn: entry.row !== undefined,
    licence: entry.row?.licence.id,
  };
}

/** What a file says of itself, in the words of the models folder. */
function declaredFacts(inspection: ModelInspection): DeclaredFacts {
  const name = (origin: { readonly name: string | undefined; readonly url: string | undefined }): string =>
    origin.name ?? origin.url ?? 'unnamed';
  const given = {
    architecture: inspection.architecture,
    name: inspection.name,
    organization: inspection.organization ?? inspection.author,
    quantizedBy: inspection.quantizedBy,
    licence: inspection.license?.id ?? inspection.license?.name,
    licenceLink: inspection.license?.link,
    homepage: inspection.sourceUrl,
    quantisation: inspection.quantization,
    parameters: inspection.parameters,
    contextTokens: inspection.contextTokens,
    chatTemplate: inspection.template?.text,
  };
  return {
    ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as DeclaredFacts),
    baseModels: inspection.baseModels.map(name),
    datasets: inspection.datasets.map(name),
    languages: [...inspection.languages],
  };
}
