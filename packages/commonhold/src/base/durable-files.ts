/** What must survive a loss of power, said once: data first, then the name that points to it. */
import { randomUUID } from 'node:crypto';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes the names in a folder durable. Without it a file that was renamed can, after a crash, still have its old
 * name. Windows cannot open a folder for this and keeps names durable by itself.
 */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes a small file so that readers see the old content or the new, whatever happens in between. Only its owner may
 * read it, unless another mode is given.
 */
export async function writeFileDurably(path: string, text: string, mode = 0o600): Promise<void> {
  // Each write has its own, so that two that write the same file do not take each other's away.
  const temporary = `${path}.${randomUUID()}.tmp`;
  const handle = await open(temporary, 'w', 0o600);
  try {
    // Asked for once more, because the mode of a new file is cut by the process's mask.
    if (mode !== 0o600) await handle.chmod(mode);
    await handle.writeFile(text);
    // A crash before this leaves a temporary file that nobody reads; the old content stays.
    await handle.sync();
  } finally {
    await handle.close();
  }
  // A crash here leaves the old content or the new one, never a part.
  await rename(temporary, path);
  await syncFolder(dirname(path));
}
