import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The code that this very process runs, file by file, for whoever wants to read how it works. Paths leave out the
 * extension, because a clone runs TypeScript and an installed package the JavaScript made of it.
 */
export interface SourceFile {
  /** Such as `commonhold/gate/handle`. */
  readonly path: string;
  readonly bytes: number;
  readonly language: 'TypeScript' | 'JavaScript';
}

export interface SourceText extends SourceFile {
  readonly text: string;
  /** SHA-256 of the file, in hex. */
  readonly sha256: string;
}

const languages: Readonly<Record<string, SourceFile['language']>> = {
  '.ts': 'TypeScript',
  '.js': 'JavaScript',
};
const notRun = /\.(test|fixture|contract|arbitrary)\.[jt]s$|\.d\.ts$|(^|\/)(fixtures|testdata)\//;

export class SourceFiles {
  #listed: Promise<ReadonlyMap<string, SourceFile & { readonly file: string }>> | undefined;

  /** Every file that could run, by its path. The code does not change while it runs, so it is looked for once. */
  async list(): Promise<readonly SourceFile[]> {
    const listed = await this.#all();
    return [...listed.values()].map(({ file: _file, ...source }) => source);
  }

  async read(path: string): Promise<SourceText | undefined> {
    const found = (await this.#all()).get(path);
    if (!found) return undefined;
    const { file, ...source } = found;
    const bytes = await readFile(file);
    return {
      ...source,
      text: bytes.toString('utf8'),
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
  }

  #all(): Promise<ReadonlyMap<string, SourceFile & { readonly file: string }>> {
    this.#listed ??= listAll();
    return this.#listed;
  }
}

async function listAll(): Promise<ReadonlyMap<string, SourceFile & { readonly file: string }>> {
  const roots = [
    ['commonhold', dirname(dirname(fileURLToPath(import.meta.resolve('#base'))))],
    ['record', dirname(fileURLToPath(import.meta.resolve('@commonhold/record')))],
    ['tlog', dirname(fileURLToPath(import.meta.resolve('@commonhold/tlog')))],
  ] as const;
  const found = new Map<string, SourceFile & { readonly file: string }>();
  for (const [name, root] of roots) {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const file = join(entry.parentPath, entry.name);
      const language = languages[extname(file)];
      const inside = relative(root, file).split(sep).join('/');
      if (!entry.isFile() || language === undefined || notRun.test(inside)) continue;
      const path = `${name}/${inside.slice(0, -extname(inside).length)}`;
      const { size } = await stat(file);
      found.set(path, { path, bytes: size, language, file });
    }
  }
  return new Map([...found].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
