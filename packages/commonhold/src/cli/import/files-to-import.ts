import { glob, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CommonholdError, describe } from '#base';
import type { Terminal } from '../terminal/terminal.ts';

export interface FoundFile {
  readonly path: string;
  readonly bytes: number;
  /** It lies in a folder, and nobody named it. */
  readonly isFound: boolean;
}

export interface Place {
  /** What writes there. */
  readonly tool: string;
  readonly folder: string;
  readonly files: readonly FoundFile[];
}

/** What is looked for in a folder that somebody names. */
const endings = '**/*.{jsonl,json,csv,zip}';

/** A file as it is, a folder's files in the order of their paths. Throws `file_unreadable`. */
export async function filesAt(path: string): Promise<readonly FoundFile[]> {
  const is = await statOf(path);
  return is.isDirectory() ? filesBelow(path, endings) : [{ path, bytes: is.size, isFound: false }];
}

/** Where tools on this machine keep their sessions, by their own settings first. Places without files are left out. */
export async function usualPlaces({ environment }: Terminal): Promise<readonly Place[]> {
  const own = environment['HOME'] ?? environment['USERPROFILE'] ?? '';
  const claude = environment['CLAUDE_CONFIG_DIR'] ?? join(own, '.claude');
  const codex = environment['CODEX_HOME'] ?? join(own, '.codex');
  const places = [
    { tool: 'Claude Code', folder: join(claude, 'projects'), pattern: '**/*.jsonl' },
    { tool: 'Codex', folder: join(codex, 'sessions'), pattern: '**/*.jsonl' },
  ];
  const found = await Promise.all(
    places.map(async ({ tool, folder, pattern }) => ({
      tool,
      folder,
      files: await filesBelow(folder, pattern),
    })),
  );
  return found.filter(({ files }) => files.length > 0);
}

async function filesBelow(folder: string, pattern: string): Promise<readonly FoundFile[]> {
  const files: FoundFile[] = [];
  for await (const name of glob(pattern, { cwd: folder })) {
    const path = join(folder, name);
    const is = await statOf(path);
    if (is.isFile()) files.push({ path, bytes: is.size, isFound: true });
  }
  return files.sort((left, right) => (left.path < right.path ? -1 : 1));
}

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (thrown) {
    throw new CommonholdError('file_unreadable', { file: path, detail: describe(thrown) }, { cause: thrown });
  }
}
