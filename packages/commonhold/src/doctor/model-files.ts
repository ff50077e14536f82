import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CommonholdError, describe, hasCode, systemClock } from '#base';
import {
  builtInCatalog,
  digestFile,
  type ModelEntry,
  modelFilePattern,
  openLibrary,
  readSidecar,
} from '#models';

/** A model file as it lies there, beside what was noted of it. */
export interface ModelFile {
  readonly file: string;
  readonly sizeBytes: number;
  readonly noted:
    | { readonly sha256: string; readonly sizeBytes: number; readonly sameTime: boolean }
    | undefined;
  /** The digest just computed; undefined when none was asked for. */
  readonly sha256: string | undefined;
}

export interface ModelFiles {
  /** Why the folder could not be read; the lists are empty then. */
  readonly unreadable: string | undefined;
  readonly files: readonly ModelFile[];
  /** Those whose note fits, under the names that clients call them by. */
  readonly known: readonly ModelEntry[];
  /** Fetches that did not end, with the bytes that came. */
  readonly parts: readonly { readonly file: string; readonly bytes: number }[];
}

/** Looks into the models folder and writes nothing there. */
export async function modelFilesOf(
  folder: string,
  thorough: boolean,
  signal: AbortSignal,
): Promise<ModelFiles> {
  try {
    return await readFolder(folder, thorough, signal);
  } catch (thrown) {
    signal.throwIfAborted();
    return { unreadable: describe(thrown), files: [], known: [], parts: [] };
  }
}

async function readFolder(folder: string, thorough: boolean, signal: AbortSignal): Promise<ModelFiles> {
  const names = await readdir(folder).catch((thrown: unknown) => {
    if (hasCode(thrown, 'ENOENT')) return [];
    throw thrown;
  });
  const files: ModelFile[] = [];
  for (const name of names.filter((name) => modelFilePattern.test(name)).toSorted()) {
    const path = join(folder, name);
    const facts = await stat(path).catch(() => undefined);
    // A link that leads nowhere is a file of no bytes: its note, if there is one, then speaks of others.
    const sizeBytes = facts?.size ?? 0;
    const sidecar = await readSidecar(path);
    files.push({
      file: name,
      sizeBytes,
      noted: sidecar && {
        sha256: sidecar.sha256,
        sizeBytes: sidecar.sizeBytes,
        sameTime: sidecar.changedMs === facts?.mtimeMs,
      },
      sha256: thorough && facts !== undefined ? (await digestFile(path, signal)).sha256 : undefined,
    });
  }
  const parts = [];
  for (const file of names.filter((name) => name.endsWith('.part'))) {
    parts.push({ file, bytes: (await stat(join(folder, file))).size });
  }
  return { unreadable: undefined, files, known: await knownIn(folder), parts };
}

async function knownIn(folder: string): Promise<readonly ModelEntry[]> {
  const library = openLibrary({
    folder,
    catalog: builtInCatalog(),
    clock: systemClock,
    inspect: () => Promise.reject(new CommonholdError('internal', { detail: 'the doctor opens no model' })),
  });
  return library.known();
}
