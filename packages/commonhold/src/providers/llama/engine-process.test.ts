import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { until } from './engine.fixture.ts';
import { EngineProcess } from './engine-process.ts';
import { systemTimers } from './timers.ts';

const quiet = { memoryLimitBytes: 2 ** 40, timers: systemTimers, onMessage: () => undefined };

describe('An engine process', () => {
  test('ends when its node is killed', async () => {
    const entry = new URL('./engine-process.ts', import.meta.url).href;
    const timers = new URL('./timers.ts', import.meta.url).href;
    const node = spawn(process.execPath, [
      '--input-type=module',
      '--eval',
      `const { EngineProcess } = await import(${JSON.stringify(entry)});
       const { systemTimers } = await import(${JSON.stringify(timers)});
       const engine = new EngineProcess({ memoryLimitBytes: 2 ** 40, timers: systemTimers,
         onMessage: () => undefined, onExit: () => undefined });
       console.log(engine.pid);`,
    ]);
    const [line] = (await once(node.stdout.setEncoding('utf8'), 'data')) as [string];
    const pid = Number(line);
    expect(pid).toBeGreaterThan(1);
    node.kill('SIGKILL');
    await until(() => !isAlive(pid));
  });

  test('is killed when it does not end by itself', async () => {
    let detail = '';
    const engine = new EngineProcess({ ...quiet, onExit: (exit) => (detail = exit.detail) });
    if (engine.pid === undefined) throw new Error('no process was started');
    // A stopped process takes no SIGTERM.
    process.kill(engine.pid, 'SIGSTOP');
    await engine.end();
    expect(detail).toBe('it was ended');
    expect(isAlive(engine.pid)).toBe(false);
  });

  test('has nothing of the environment of its node', async () => {
    if (process.platform !== 'linux') return;
    const { readFile } = await import('node:fs/promises');
    const engine = new EngineProcess({ ...quiet, onExit: () => undefined });
    const environment = await readFile(`/proc/${engine.pid}/environ`, 'utf8');
    await engine.end();
    const names = environment
      .split('\0')
      .filter((entry) => entry !== '')
      .map((entry) => entry.split('=')[0]);
    expect(new Set(names)).toEqual(
      new Set(['GGML_NO_BACKTRACE', 'NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE']),
    );
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No process has this number any more.
    return false;
  }
}
