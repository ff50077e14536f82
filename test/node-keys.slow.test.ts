import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { eventually } from './node/eventually.ts';
import { commonhold, newHome, removeHome, startTestNode } from './node/running-node.ts';

const bin = fileURLToPath(new URL('../packages/commonhold/bin/commonhold.js', import.meta.url));

/** Files in the order in which they appear. */
const steps = ['key-acts.json', 'keys/keys.age.new', 'keys/keys.age'] as const;

describe('setting a passphrase that a power cut ends', () => {
  test.each(steps)(
    'when %s is there leaves keys that open, and the next start finishes it or finds all as before',
    async (path) => {
      const folder = await mkdtemp(join(tmpdir(), 'commonhold-node-keys-'));
      const file = join(folder, 'passphrase');
      await writeFile(file, 'five words that nobody says\n', { mode: 0o600 });
      const knowing = { COMMONHOLD_PASSPHRASE_FILE: file };
      const home = await newHome();
      await (await startTestNode(home)).stop();
      const child = spawn(process.execPath, [bin, 'key', 'passphrase', 'set', '--file', file], {
        env: { PATH: process.env['PATH'], COMMONHOLD_HOME: home },
        stdio: 'ignore',
      });
      const ended = new Promise((resolve) => child.once('exit', resolve));
      // Each step on its own, because on a busy machine two guesses' worth of scrypt are long.
      for (const step of steps.slice(0, steps.indexOf(path) + 1)) {
        await eventually(async () => (existsSync(join(home, step)) || hasEnded(child) ? true : undefined));
      }
      child.kill('SIGKILL');
      await ended;
      const left = await keysOf(home);
      // Where the sealed file has its name it counts, whatever else is there; until then the others do.
      const isSealed = left.includes('keys.age');
      if (!isSealed) expect(left.filter((name) => name.endsWith('.key'))).toHaveLength(2);
      await (await startTestNode(home, { environment: isSealed ? knowing : {} })).stop();
      const after = (await keysOf(home)).filter((name) => !name.endsWith('.new'));
      expect(after).toEqual(isSealed ? ['keys.age'] : ['root.key', 'signing.key']);
      const { output } = await commonhold(home, ['verify', '--bodies', '--json'], '', knowing);
      expect(JSON.parse(output)).toMatchObject({ verdict: 'proved', bodies: { checked: true } });
      await removeHome(home);
      await rm(folder, { recursive: true });
    },
  );
});

const keysOf = async (home: string): Promise<string[]> => (await readdir(join(home, 'keys'))).toSorted();

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null;
}
