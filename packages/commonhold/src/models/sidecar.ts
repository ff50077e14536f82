/**
 * `FILE.gguf.json` beside a model file: what was computed about the file, so that it is not computed again.
 *
 * The digest holds as long as size and time of change are the ones in the sidecar. Somebody who can write into the
 * folder can forge both; `verify` reads the file again and is what to trust. A lost or damaged sidecar costs a
 * digest and the name that was given with --name.
 */
import { hasCode } from '#base';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { modelNamePattern } from './catalog-row.ts';
import { declaredFactsSchema } from './declared-facts.ts';
import { writeFileDurably } from './durable-files.ts';

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
