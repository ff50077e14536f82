import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readTold, type Told } from './told.fixture.ts';
import type { Life } from './strace.fixture.ts';

/** One life of `work.fixture.ts` that is ended by SIGKILL so long after it told its first line. */
export async function liveUntilKilled(life: Life, afterMs: number): Promise<Told> {
  const program = fileURLToPath(new URL('./work.fixture.ts', import.meta.url));
  const command = [program, life.home, String(life.calls), life.erases ?? ''];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
  // From the start, because a short life may end by itself before it is killed.
  const closed = once(child, 'close');
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await once(child.stdout, 'data');
  await wait(afterMs);
  child.kill('SIGKILL');
  await closed;
  return readTold(output);
}
