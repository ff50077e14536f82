import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '#base';

/**
 * The files of a folder and of the folders in it, as paths with `/` that begin with `name`, in order. Links are followed,
 * because settings are often linked from where they are kept under version control. No folder means no files.
 */
export async function filesBelow(folder: string, name: string): Promise<string[]> {
  let entries: string[];
  try {
    entries = await readdir(folder);
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return [];
    throw thrown;
  }
  const files: string[] = [];
  for (const entry of entries.toSorted()) {
    const path = join(folder, entry);
    const found = await stat(path);
    if (found.isDirectory()) files.push(...(await filesBelow(path, `${name}/${entry}`)));
    else if (found.isFile()) files.push(`${name}/${entry}`);
    else throw new Error(`${path} is neither a file nor a folder`);
  }
  return files;
}
