import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { commandRunner } from './run-command.ts';

const run = commandRunner({ ...process.env, ONLY_HERE: 'yes' });
const options = { folder: tmpdir(), signal: new AbortController().signal };

describe('running a program', () => {
  test('gives its code and the end of what it said, in the environment given', async () => {
    const script =
      'console.log("x".repeat(20000)); console.error(process.env.ONLY_HERE); process.exitCode = 3';
    const result = await run(process.execPath, ['-e', script], options);
    expect(result).toMatchObject({ kind: 'ended', code: 3 });
    if (result.kind === 'ended') {
      expect(result.output).toContain('yes');
      expect(result.output.length).toBeLessThanOrEqual(8000);
    }
  });

  test('says that a program is missing', async () => {
    expect(await run('no-such-program-anywhere', [], options)).toEqual({ kind: 'missing' });
  });

  test('ends the program when it is told to stop', async () => {
    const controller = new AbortController();
    const waiting = run(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
      ...options,
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(new Error('enough')), 100);
    await expect(waiting).rejects.toThrow('enough');
    await expect(run('node', [], { ...options, signal: controller.signal })).rejects.toThrow('enough');
  });
});
