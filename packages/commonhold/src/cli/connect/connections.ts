/**
 * What `commonhold connect` has changed, so that it can be taken back byte for byte: one file an app in the folder
 * `connections` of the home folder, readable by its owner alone, because files of apps hold secrets.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { CommonholdError, hasCode, writeFileDurably } from '#base';

const connectionSchema = z.strictObject({
  app: z.string(),
  /** The id and name of the key that was made for it. */
  key: z.strictObject({ id: z.string(), name: z.string() }),
  time: z.iso.datetime(),
  files: z.array(
    z.strictObject({
      path: z.string(),
      /** The bytes before, in base64; null where there was no file. */
      before: z.base64().nullable(),
      /** SHA-256 of the bytes after, in hex. */
      after: z.string(),
      /** The bytes after, in base64; absent in what was written before they were kept. */
      written: z.base64().optional(),
    }),
  ),
});

export type Connection = z.output<typeof connectionSchema>;
export type ConnectedFile = Connection['files'][number];

/** What became of a file since. */
export type FileState = 'as-written' | 'changed' | 'gone' | 'as-before';

export class Connections {
  readonly #folder: string;

  constructor(home: string) {
    this.#folder = join(home, 'connections');
  }

  async list(): Promise<readonly Connection[]> {
    let names: string[];
    try {
      names = await readdir(this.#folder);
    } catch (thrown) {
      if (hasCode(thrown, 'ENOENT')) return [];
      throw thrown;
    }
    const ids = names.filter((name) => name.endsWith('.json')).toSorted();
    const read = await Promise.all(ids.map((name) => this.get(name.slice(0, -'.json'.length))));
    return read.filter((one) => one !== undefined);
  }

  async get(app: string): Promise<Connection | undefined> {
    const path = this.#path(app);
    const text = await readText(path);
    if (text === undefined) return undefined;
    const parsed = connectionSchema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    throw new CommonholdError('request_invalid', { detail: `${path} is not what this program wrote` });
  }

  async put(connection: Connection): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeFileDurably(this.#path(connection.app), JSON.stringify(connection));
  }

  async remove(app: string): Promise<void> {
    await rm(this.#path(app), { force: true });
  }

  #path(app: string): string {
    return join(this.#folder, `${app}.json`);
  }
}

export async function stateOf({ path, before, after }: ConnectedFile): Promise<FileState> {
  const bytes = await readBytes(path);
  if (bytes === undefined) return before === null ? 'as-before' : 'gone';
  if (digestOf(bytes) === after) return 'as-written';
  return before !== null && Buffer.from(before, 'base64').equals(bytes) ? 'as-before' : 'changed';
}

/** Puts back what was there. Whoever calls has seen that nobody changed it since. */
export async function restore({ path, before }: ConnectedFile): Promise<void> {
  if (before === null) await rm(path);
  else await replaceFile(path, Buffer.from(before, 'base64').toString());
}

/** The file's text; undefined where there is none. Throws for bytes that are no UTF-8, which no text would bring back. */
export async function readText(path: string): Promise<string | undefined> {
  const bytes = await readBytes(path);
  if (bytes === undefined) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new CommonholdError('request_invalid', { detail: `${path} is not UTF-8` }, { cause });
  }
}

/** Its owner's alone, because a key is in it. */
export const secretMode = 0o600;
export const programMode = 0o700;

/** Keeps the mode of a file that is there; a new one gets the mode that is named. */
export async function replaceFile(path: string, text: string, newMode = secretMode): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  let target = path;
  let mode = newMode;
  try {
    // A link stays one: many people keep such files elsewhere and link to them.
    target = await realpath(path);
    mode = (await stat(target)).mode & 0o777;
  } catch (thrown) {
    if (!hasCode(thrown, 'ENOENT')) throw thrown;
  }
  await writeFileDurably(target, text, mode);
}

export function digestOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function readBytes(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT') || hasCode(thrown, 'ENOTDIR')) return undefined;
    throw thrown;
  }
}
