import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commonhold, type Ended } from './node/running-node.ts';
import { runProgram, type Ran } from './outside/run-program.ts';

const root = join(import.meta.dirname, '..');
const stepMs = 60_000;
const goMs = 240_000;

/**
 * A block of the page. Comments before it, which readers do not see, say what its output must look like (`expects /…/`),
 * which file it is (`file: …`) and which tool not everybody has (`needs: …`).
 */
interface Block {
  readonly code: string;
  readonly file: string | undefined;
  readonly expected: RegExp;
  readonly needs: string | undefined;
}

function blocksOf(page: string): Block[] {
  const blocks = page.matchAll(/((?:<!-- .* -->\n)*)\n?```(?:sh|python)\n([\s\S]*?)^```$/gm);
  return [...blocks].map(([, comments = '', code = '']) => {
    const expected = /^<!-- expects \/(.*)\/ -->$/m.exec(comments)?.[1];
    const file = /^<!-- file: (.*) -->$/m.exec(comments)?.[1];
    const needs = /^<!-- needs: (.*) -->$/m.exec(comments)?.[1];
    if (expected === undefined && file === undefined)
      throw new Error(`The page does not say what this prints:\n${code}`);
    return { code, file, needs, expected: new RegExp(expected ?? '') };
  });
}

const has = async (program: string, ...parameters: string[]): Promise<boolean> =>
  (await runProgram(program, parameters, { timeoutMs: stepMs })).code === 0;

/** What the page asks for; `pkeyutl` signs nothing but digests before OpenSSL 3. */
const version = await runProgram('openssl', ['version'], { timeoutMs: stepMs });
const missing = [
  /^OpenSSL ([3-9]|\d\d)/.test(version.said) ? '' : 'OpenSSL 3',
  (await has('sha256sum', '--version')) ? '' : 'sha256sum',
  (await has('python3', '-c', 'import sys; sys.exit(sys.version_info < (3, 8))')) ? '' : 'Python 3.8',
].filter((name) => name !== '');
/** Who skips a test says why, where it is counted. */
const page = 'docs/guide/for-auditors.md';
const title = missing.length === 0 ? page : `${page} (there is no ${missing.join(', ')} here)`;

/** The page's program on many files, without starting Python anew for each. */
const allAtOnce = `import sys
from pathlib import Path
from verify_receipt import NotProven, verify
key = Path("log.key").read_text().strip()
for file in sys.argv[1:]:
    try:
        print(file, *verify(Path(file).read_bytes(), key, None, None))
    except (NotProven, UnicodeDecodeError) as error:
        print("NOT PROVEN:", str(error).splitlines()[0])
`;

describe.skipIf(missing.length > 0)(title, () => {
  let folder: string;
  let blocks: Block[];
  const run = (code: string): Promise<Ran> =>
    runProgram('bash', ['-c', `set -euo pipefail\n${code}`], { timeoutMs: stepMs, folder });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'commonhold-auditor-'));
    await cp(join(root, 'docs/formats/vectors'), folder, { recursive: true });
    blocks = blocksOf(await readFile(join(root, page), 'utf8'));
    const program = blocks.find(({ file }) => file === 'verify_receipt.py');
    await writeFile(join(folder, 'verify_receipt.py'), program?.code ?? '');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('takes a stranger from a receipt to a verdict with what its commands print', async () => {
    const steps = blocks.filter(({ file, needs }) => file === undefined && needs === undefined);
    expect(steps.length).toBeGreaterThan(7);
    for (const { code, expected } of steps) {
      const { said } = await run(code);
      expect(said.trimEnd(), code).toMatch(expected);
    }
  }, 60_000);

  test('comes to the same with the program in Go, if there is Go', async ({ skip }) => {
    if (!(await has('go', 'version'))) return skip('there is no Go here');
    const built = await runProgram('go', ['build', '-o', join(folder, 'outside'), '.'], {
      timeoutMs: goMs,
      folder: join(root, 'test/outside'),
      environment: { GOTOOLCHAIN: 'local', GOFLAGS: '-buildvcs=false' },
    });
    if (built.code !== 0) return skip(`golang.org/x/mod could not be fetched: ${built.said.slice(-200)}`);
    const steps = blocks.filter(({ needs }) => needs === 'go');
    expect(steps).toHaveLength(1);
    for (const { code, expected } of steps) {
      const { said } = await run(code.replace('go run .', './outside'));
      expect(said.trimEnd(), code).toMatch(expected);
    }
  }, 300_000);

  test('comes to the same with our own command, and with a policy that asks for the witness', async () => {
    const read = async (name: string): Promise<string> => (await readFile(join(folder, name), 'utf8')).trim();
    const [log, witness] = await Promise.all([read('log.key'), read('witness.key')]);
    const policy = join(folder, 'policy');
    await writeFile(policy, `log ${log}\nwitness one ${witness}\nquorum one\n`);
    const verify = (...more: string[]): Promise<Ended> =>
      commonhold(folder, ['receipt', 'verify', join(folder, 'call.receipt'), ...more]);
    const byKey = await verify('--key', log, '--body', join(folder, 'request.json'));
    expect(byKey).toMatchObject({ code: 0, output: expect.stringContaining('The body fits.') });
    expect(await verify('--policy', policy)).toMatchObject({ code: 0 });
    // Another witness has not signed it.
    const other = 'w.example+e25d5acc+BAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB';
    await writeFile(policy, `log ${log}\nwitness one ${other}\nquorum one\n`);
    expect(await verify('--policy', policy)).toMatchObject({ code: 1 });
  });

  test('gives a program that proves nothing once any byte of the receipt is another', async () => {
    const receipt = await readFile(join(folder, 'call.receipt'));
    const broken = await mkdtemp(join(folder, 'broken-'));
    // A salt is signed by nobody, and a signature of somebody unknown is as good as none.
    const text = receipt.toString('latin1');
    const unsigned = [...text.matchAll(/^open \d+ \w+ (\S+)$|^\S+ witness\S+ \S+$/gm)].map(
      ({ index, 0: line, 1: salt = line }) =>
        [index + line.length - salt.length, index + line.length] as const,
    );
    const step = 37;
    for (let at = 0; at < receipt.length; at += step) {
      if (unsigned.some(([start, end]) => at >= start && at < end)) continue;
      const bytes = Buffer.from(receipt);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      await writeFile(join(broken, `${at}.receipt`), bytes);
    }
    expect((await readdir(broken)).length).toBeGreaterThan(50);
    await writeFile(join(folder, 'all.py'), allAtOnce);
    const { said } = await run(`python3 all.py ${broken}/*.receipt`);
    const verdicts = said.trimEnd().split('\n');
    expect(verdicts.filter((line) => !line.startsWith('NOT PROVEN: '))).toEqual([]);
    expect(verdicts.length).toBe((await readdir(broken)).length);
  }, 60_000);
});
