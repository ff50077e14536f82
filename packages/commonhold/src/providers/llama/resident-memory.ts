import { readFile } from 'node:fs/promises';

/**
 * Resident bytes of a process, as Linux tells them in `/proc`. Undefined on other systems and for a process that has
 * gone; there the process's own reports are used.
 */
export async function readResidentBytes(pid: number): Promise<number | undefined> {
  if (process.platform !== 'linux') return undefined;
  let status: string;
  try {
    status = await readFile(`/proc/${pid}/status`, 'utf8');
  } catch {
    // The process ended between the decision to look and the look; its exit is reported elsewhere.
    return undefined;
  }
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}
