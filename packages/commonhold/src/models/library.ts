/**
 * The models folder: every `.gguf` file in it is a model, whether a pull, `add` or a person put it there.
 *
 * What is known about a file comes in two kinds that are never mixed: verified (size, SHA-256, whether it is the
 * one that the catalog pins, the digest of its chat template) and declared (what the file says of itself).
 */
import { constants } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { type Clock, CommonholdError, hasCode, syncFolder } from '#base';
import { type Catalog, modelFilePattern, modelNamePattern } from './catalog-row.ts';
import { type DeclaredFacts, declaredFactsSchema, type InspectFile } from './declared-facts.ts';
import { digestFile, digestText } from './digest.ts';
import {
  entriesOf,
  entryOf,
  type ModelEntry,
  nameOfFile,
  pinOf,
  type PinState,
  type Seen,
} from './model-entry.ts';
import { readSidecar, type Sidecar, sidecarPath, updateSidecar, writeSidecar } from './sidecar.ts';

export interface LibraryOptions {
  readonly folder: string;
  readonly catalog: Catalog;
  readonly inspect: InspectFile;
  readonly clock: Clock;
}

export interface AddRequest {
  readonly file: string;
  /** Instead of a name derived from the file's. */
  readonly name?: string;
  /** A hard link instead of a copy: no second copy on the disk, and the file stays shared with its owner. */
  readonly link: boolean;
}

export interface ModelInspection {
  readonly entry: ModelEntry;
  readonly verified: {
    readonly sizeBytes: number;
    readonly sha256: string;
    readonly pin: PinState;
    readonly templateSha256: string | undefined;
  };
  readonly declared: DeclaredFacts;
}

export interface ModelVerification {
  readonly entry: ModelEntry;
  /** The digest just computed from the file. */
  readonly sha256: string;
  /** Whether it is the one recorded when the file was first seen. */
  readonly unchanged: boolean;
  readonly pin: PinState;
}

export interface Library {
  readonly folder: string;
  /** All models. The digest of a file that is new here is computed, which takes a second for each gigabyte or so. */
  list(signal: AbortSignal): Promise<readonly ModelEntry[]>;
  /** Only models whose digest is known already, without reading any of them: for a quick start. */
  known(): Promise<readonly ModelEntry[]>;
  find(name: string, signal: AbortSignal): Promise<ModelEntry | undefined>;
  add(request: AddRequest, signal: AbortSignal): Promise<ModelEntry>;
  remove(name: string, signal: AbortSignal): Promise<ModelEntry>;
  /** Reads the whole file again; `onRead` is told how many bytes of it were read so far. */
  verify(name: string, signal: AbortSignal, onRead?: (readBytes: number) => void): Promise<ModelVerification>;
  inspect(name: string, signal: AbortSignal): Promise<ModelInspection>;
  /** What an earlier inspection found the file to declare, without reading it again. */
  declared(entry: ModelEntry): Promise<DeclaredFacts | undefined>;
}

export function openLibrary(options: LibraryOptions): Library {
  const { folder, catalog } = options;

  /** Reads what is known of a file, computing and keeping it if `compute` is set. */
  async function look(path: string, signal: AbortSignal | undefined): Promise<Seen | undefined> {
    const { size, mtimeMs } = await stat(path);
    const before = await readSidecar(path);
    if (before !== undefined && before.sizeBytes === size && before.changedMs === mtimeMs) {
      return { path, sidecar: before };
    }
    if (signal === undefined) return undefined;
    const { sha256, sizeBytes } = await digestFile(path, signal);
    const after = await stat(path);
    // A file that is still being copied is not a model yet; it is seen again at the next look.
    if (after.size !== sizeBytes || after.mtimeMs !== mtimeMs) return undefined;
    const unchanged = before?.sha256 === sha256;
    const sidecar: Sidecar = {
      v: 1,
      ...(before?.name === undefined ? {} : { name: before.name }),
      sha256,
      sizeBytes,
      changedMs: mtimeMs,
      addedAt: unchanged ? before.addedAt : new Date(options.clock.now()).toISOString(),
      origin: unchanged ? before.origin : 'found in the folder',
      ...(unchanged && before.declared !== undefined ? { declared: before.declared } : {}),
    };
    await writeSidecar(path, sidecar);
    return { path, sidecar };
  }

  async function files(): Promise<readonly string[]> {
    let names: string[];
    try {
      names = await readdir(folder);
    } catch (thrown) {
      if (hasCode(thrown, 'ENOENT')) return [];
      throw thrown;
    }
    return names
      .filter((name) => modelFilePattern.test(name))
      .toSorted()
      .map((name) => join(folder, name));
  }

  async function all(signal: AbortSignal | undefined): Promise<readonly ModelEntry[]> {
    const seen: Seen[] = [];
    for (const path of await files()) {
      try {
        const model = await look(path, signal);
        if (model !== undefined) seen.push(model);
      } catch (thrown) {
        // Removed by somebody between the listing and the look.
        if (!hasCode(thrown, 'ENOENT')) throw thrown;
      }
    }
    return entriesOf(seen, catalog);
  }

  async function required(name: string, signal: AbortSignal): Promise<ModelEntry> {
    const entry = await find(name, signal);
    if (entry === undefined) throw new CommonholdError('model_unknown_here', { model: name, folder });
    return entry;
  }

  async function find(name: string, signal: AbortSignal): Promise<ModelEntry | undefined> {
    return (await all(signal)).find((entry) => entry.name === name);
  }

  async function declare(path: string, signal: AbortSignal): Promise<DeclaredFacts> {
    const parsed = declaredFactsSchema.safeParse(await options.inspect(path, signal));
    if (parsed.success) return parsed.data;
    throw new CommonholdError('model_invalid', {
      model: basename(path),
      detail: `what it declares is out of bounds (${z.prettifyError(parsed.error)})`,
    });
  }

  return {
    folder,
    list: all,
    known: () => all(undefined),
    find,

    async add(request, signal) {
      const target = targetOf(request);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, target.file);
      await requireFile(request.file);
      const taken = (await all(signal)).some(({ name }) => name === target.name);
      if (taken || (await exists(path)))
        throw new CommonholdError('model_name_taken', { model: target.name });
      const temporary = `${path}.add`;
      // What a crash left of an earlier try may be half a file.
      await rm(temporary, { force: true });
      try {
        if (request.link) await linkInto(request.file, temporary);
        else await copyInto(request.file, temporary);
        // The copy is inspected, not the original, so that what was inspected is what stays.
        const declared = await declare(temporary, signal);
        const { sha256 } = await digestFile(temporary, signal);
        const change = { sha256, declared, origin: `added from ${request.file}` };
        // Before the file has its name, so that nobody finds it without its note. A crash after this leaves the note alone.
        const sidecar = await updateSidecar(
          path,
          request.name === undefined ? change : { ...change, name: request.name },
          options.clock,
          temporary,
        );
        await rename(temporary, path);
        await syncFolder(folder);
        return entryOf({ path, sidecar }, catalog);
      } finally {
        await rm(temporary, { force: true });
      }
    },

    async remove(name, signal) {
      const entry = await required(name, signal);
      // A crash after the first leaves a sidecar without a model, which no listing shows and an add overwrites.
      await rm(entry.path);
      await rm(sidecarPath(entry.path), { force: true });
      await syncFolder(folder);
      return entry;
    },

    async verify(name, signal, onRead) {
      const entry = await required(name, signal);
      const { sha256 } = await digestFile(entry.path, signal, onRead);
      return {
        entry,
        sha256,
        unchanged: sha256 === entry.sha256,
        pin: pinOf(sha256, entry.path, catalog).state,
      };
    },

    async inspect(name, signal) {
      const entry = await required(name, signal);
      const kept = (await readSidecar(entry.path))?.declared;
      const declared = kept ?? (await declare(entry.path, signal));
      if (kept === undefined)
        await updateSidecar(entry.path, { sha256: entry.sha256, declared }, options.clock);
      const template = declared.template?.text;
      return {
        entry,
        verified: {
          sizeBytes: entry.sizeBytes,
          sha256: entry.sha256,
          pin: entry.pin,
          templateSha256: template === undefined ? undefined : digestText(template),
        },
        declared,
      };
    },

    async declared(entry) {
      const sidecar = await readSidecar(entry.path);
      return sidecar?.sha256 === entry.sha256 ? sidecar.declared : undefined;
    },
  };
}

function targetOf(request: AddRequest): { readonly name: string; readonly file: string } {
  const file = basename(request.file);
  if (request.name !== undefined) {
    if (!modelNamePattern.test(request.name)) {
      throw new CommonholdError('model_file_refused', {
        file: request.file,
        detail: `the name ${request.name} is not allowed`,
      });
    }
    return { name: request.name, file: `${request.name}.gguf` };
  }
  if (!modelFilePattern.test(file)) {
    throw new CommonholdError('model_file_refused', {
      file: request.file,
      detail: 'its name does not end in .gguf or has characters that a model file may not have; give --name',
    });
  }
  return { name: nameOfFile(file), file };
}

/** Asked of the disk and not of the list, which leaves out files that are still being copied. */
async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return false;
    throw thrown;
  }
}

async function requireFile(path: string): Promise<void> {
  let reason: string | undefined;
  try {
    const found = await stat(path);
    if (!found.isFile()) reason = 'it is not a file';
  } catch (thrown) {
    if (!hasCode(thrown, 'ENOENT')) throw thrown;
    reason = 'it does not exist';
  }
  if (reason !== undefined) throw new CommonholdError('model_file_refused', { file: path, detail: reason });
}

async function copyInto(from: string, to: string): Promise<void> {
  // A file system that can share the blocks does, so that a copy costs nothing there.
  await copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  const handle = await open(to, 'r+');
  try {
    // Before the rename that makes it a model: a crash must not leave a name without its bytes.
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function linkInto(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (thrown) {
    if (!hasCode(thrown, 'EXDEV')) throw thrown;
    throw new CommonholdError(
      'model_file_refused',
      { file: from, detail: 'it lies on another disk, where a link cannot reach; leave out --link' },
      { cause: thrown },
    );
  }
}
