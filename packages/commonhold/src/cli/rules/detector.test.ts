import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { builtInDetectors } from '#labels';
import { main } from '../main.ts';

let home: string;
let folder: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'commonhold-detector-'));
  folder = join(home, 'labels', 'detectors');
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function run(...args: string[]): Promise<{ code: number; output: string; errors: string }> {
  const streams = { input: new PassThrough(), output: new PassThrough(), errors: new PassThrough() };
  let [output, errors] = ['', ''];
  streams.output.on('data', (chunk: Buffer) => (output += chunk.toString()));
  streams.errors.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  streams.input.end('MB-123456 is here');
  const code = await main(args, { ...streams, environment: { COMMONHOLD_HOME: home } });
  return { code, output, errors };
}

describe('commonhold detector', () => {
  test('new writes a file that passes its own test, is listed, and is looked for', async () => {
    expect((await run('detector', 'new', 'member-number', '--label', 'confidential')).code).toBe(0);
    const tested = await run('detector', 'test');
    expect(tested.code).toBe(0);
    expect(tested.output).toContain('1 detector, 0 failed.');
    const { output } = await run('detector', 'list', '--json');
    const listed = (JSON.parse(output) as { detectors: { name: string; confidence: string }[] }).detectors;
    expect(listed.map(({ name }) => name)).toEqual([
      ...builtInDetectors.map(({ name }) => name),
      'member-number',
    ]);
    expect((await run('detect')).output).toContain('Labels: confidential');
  });

  test.each([
    [['email'], 'the name of a detector that every node has'],
    [['../up'], 'its name must be'],
    [['mine', '--label', 'nobody'], 'no label named nobody'],
  ])('new %j is refused and writes nothing', async (args, said) => {
    const { code, errors } = await run('detector', 'new', ...args);
    expect(code).toBe(1);
    expect(errors).toContain(said);
    expect((await run('detector', 'test')).output).toContain('holds no detectors');
  });

  test('new overwrites nothing', async () => {
    await run('detector', 'new', 'mine');
    await writeFile(join(folder, 'mine.yaml'), 'of mine');
    const { code, errors } = await run('detector', 'new', 'mine');
    expect([code, errors]).toEqual([1, expect.stringContaining('there is one already')]);
    expect(await readFile(join(folder, 'mine.yaml'), 'utf8')).toBe('of mine');
  });

  test('test shows every example, of every file, and says no when one fails', async () => {
    await run('detector', 'new', 'good');
    await mkdir(folder, { recursive: true });
    const good = await readFile(join(folder, 'good.yaml'), 'utf8');
    await writeFile(join(folder, 'bad.yaml'), good.replace('- MB-20471\n', '- MB-204719\n'));
    await writeFile(join(folder, 'broken.yaml'), good.replace('cues:', 'clues:'));
    const { code, output, errors } = await run('detector', 'test');
    expect(code).toBe(1);
    expect(output).toContain('FAILED leaves MB-204719');
    expect(output).toContain('3 detectors, 2 failed.');
    expect(errors).toMatch(/broken\.yaml is not valid: .*clues/);
    expect((await run('detector', 'test', join(folder, 'good.yaml'))).code).toBe(0);
    // With one that is not right no set is, as for a node.
    const list = await run('detector', 'list');
    expect(list.code).toBe(1);
    expect(list.errors).toMatch(/bad\.yaml is not valid: examples\.leaves\.1: .*\(line \d+\)/);
  });
});
