/**
 * `FILE.gguf.json` beside a model file: what was computed about the file, so that it is not computed again.
 *
 * The digest holds as long as size and time of change are the ones in the sidecar. Somebody who can write into the
 * folder can forge both; `verify` reads the file again and is what to trust. A lost or damaged sidecar costs a
 * digest and the name that was given with --name.
 */
import { type Clock, hasCode, writeFileDurably } from '#base';
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { modelNamePattern } from './catalog-row.ts';
import { declaredFactsSchema } from './declared-facts.ts';

const sidecarSchema = z.strictObject({
  v: z.literal(1),
  name: z.string().regex(modelNamePattern).optional(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  sizeBytes: z.int().nonnegative(),
  /** Time of the file's last change, in milliseconds, as the file system gives it. */
  changedMs: z.number(),
  /** Time at which the file was first seen here, ISO 8601. */
  addedAt: z.iso.datetime(),
  /** Who gave it: a source of the catalog, a path, or `found in the folder`. */
  origin: z.string(),
  declared: declaredFactsSchema.optional(),
});
export type Sidecar = Readonly<z.infer<typeof sidecarSchema>>;

export function sidecarPath(modelPath: string): string {
  return `${modelPath}.json`;
}

/** The sidecar, or nothing if there is none or it cannot be read as one. */
export async function readSidecar(modelPath: string): Promise<Sidecar | undefined> {
  let text: string;
  try {
    text = await readFile(sidecarPath(modelPath), 'utf8');
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return undefined;
    throw thrown;
  }
  try {
    return sidecarSchema.safeParse(JSON.parse(text)).data;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

/** A crash leaves the sidecar of before, whose size and time then no longer fit, or this one. */
export async function writeSidecar(modelPath: string, sidecar: Sidecar): Promise<void> {
  await writeFileDurably(sidecarPath(modelPath), `${JSON.stringify(sidecar, null, 2)}\n`);
}

/**
 * Notes something about a file, and keeps what was known of the same bytes. Whoever brings a file here does so before the
 * file has its name (`bytesPath` is where it lies until then), so that nobody finds a file of which nothing is noted.
 */
export async function updateSidecar(
  modelPath: string,
  change: Partial<Sidecar>,
  clock: Clock,
  bytesPath: string = modelPath,
): Promise<Sidecar> {
  const { size, mtimeMs } = await stat(bytesPath);
  const sidecar = sidecarWith(await readSidecar(modelPath), change, size, mtimeMs, clock);
  await writeSidecar(modelPath, sidecar);
  return sidecar;
}

function sidecarWith(
  before: Sidecar | undefined,
  change: Partial<Sidecar>,
  sizeBytes: number,
  changedMs: number,
  clock: Clock,
): Sidecar {
  const sha256 = change.sha256 ?? before?.sha256;
  if (sha256 === undefined) throw new Error('a sidecar needs a digest');
  const name = change.name ?? before?.name;
  // What was declared belongs to the bytes, so it goes with them.
  const declared = change.declared ?? (before?.sha256 === sha256 ? before.declared : undefined);
  return {
    v: 1,
    ...(name === undefined ? {} : { name }),
    sha256,
    sizeBytes,
    changedMs,
    addedAt: before?.sha256 === sha256 ? before.addedAt : new Date(clock.now()).toISOString(),
    origin: change.origin ?? before?.origin ?? 'found in the folder',
    ...(declared === undefined ? {} : { declared }),
  };
}
