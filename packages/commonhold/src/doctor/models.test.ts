import { createHash } from 'node:crypto';
import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findingsOf, lines, newHome, removeHome, worldOf } from './doctor.fixture.ts';

let home: string;
let folder: string;
beforeEach(async () => {
  home = await newHome();
  folder = join(home, 'models');
  await mkdir(folder);
});
afterEach(() => removeHome(home));

const found = async (wishes = {}) => lines(await findingsOf(worldOf(home), 'models', wishes));

/** A file as `models add` leaves it: with a note of its size, time and digest. */
async function model(name: string, content: string, noted = content): Promise<string> {
  const path = join(folder, `${name}.gguf`);
  await writeFile(path, content);
  const { mtimeMs } = await stat(path);
  const note = {
    v: 1,
    sha256: createHash('sha256').update(noted).digest('hex'),
    sizeBytes: noted.length,
    changedMs: mtimeMs,
    addedAt: '2026-11-01T00:00:00.000Z',
    origin: 'a test',
  };
  await writeFile(`${path}.json`, JSON.stringify(note));
  return path;
}

describe('model files', () => {
  test('that are as noted are good, and only --thorough says that their bytes are', async () => {
    await model('mine', 'some weights');
    expect(await found()).toContain('good: Size and time of 1 of 1 model files (12 B in all) are as noted');
    expect(await found({ thorough: true })).toContain(
      'good: The SHA-256 of 1 of 1 model files (12 B in all) was computed again',
    );
  });

  test('of another size are broken at a glance', async () => {
    await model('mine', 'some weights', 'some more weights');
    expect(await found()).toMatch(/^broken: mine\.gguf has 12 bytes and had 17/m);
  });

  test('with other bytes of the same size and time are broken for --thorough alone', async () => {
    await model('mine', 'some weights', 'some Weights');
    expect(await found()).not.toContain('broken');
    expect(await found({ thorough: true })).toMatch(
      /^broken: mine\.gguf has the SHA-256 [0-9a-f]{64} and had/m,
    );
  });

  test('that were written to are compared by --thorough, and good if they say the same', async () => {
    await utimes(await model('mine', 'some weights'), new Date(0), new Date(0));
    expect(await found()).toMatch(/^attention: mine\.gguf was written to since.*--thorough/m);
    expect(await found({ thorough: true })).toContain('good: The SHA-256 of 1 of 1');
  });

  test('that nobody looked at yet are said to be so, and are left alone', async () => {
    await writeFile(join(folder, 'new.gguf'), 'weights');
    expect(await found({ thorough: true })).toMatch(/^attention: new\.gguf \(7 B\) was not looked at yet/m);
    expect(await readdir(folder)).toEqual(['new.gguf']);
  });

  test('with the name of a catalog file and other bytes are not the ones that the catalog pins', async () => {
    await model('SmolLM2-135M-Instruct.Q4_1', 'other weights');
    expect(await found()).toMatch(
      /^attention: .*SmolLM2-135M-Instruct\.Q4_1\.gguf has the name of a file of the catalog/m,
    );
  });

  test('that were not fetched whole are told with what came of them', async () => {
    await writeFile(join(folder, 'big.gguf.part'), Buffer.alloc(2048));
    expect(await found()).toMatch(/^attention: big\.gguf\.part holds 2\.0 KiB of a fetch/m);
  });

  test('in a place that is no folder could not be looked at', async () => {
    const other = await newHome();
    await writeFile(join(other, 'models'), 'a file');
    expect(lines(await findingsOf(worldOf(other), 'models'))).toMatch(
      /^unknown: The models folder .*ENOTDIR/,
    );
    await removeHome(other);
  });
});

describe('the default model', () => {
  const configured = (text: string) => writeFile(join(home, 'commonhold.yaml'), text);

  test('of this release comes with a start, so that its absence is no defect', async () => {
    expect(await found()).toMatch(/^attention: The default model smollm2-135m-instruct is not in /);
  });

  test('that the owner named and that is nowhere is one', async () => {
    await configured('engine: { defaultModel: nobody }\n');
    expect(await found()).toMatch(/^broken: The default model nobody .*models add/);
  });

  test('may be a file, a route, or a model of a provider', async () => {
    await configured('engine: { defaultModel: mine }\n');
    await model('mine', 'some weights');
    expect(await found()).toMatch(/^good: The default model mine is here \(12 B\)/);
    await configured('engine: { defaultModel: best }\nroutes: { best: [{ provider: local, model: m }] }\n');
    expect(await found()).toMatch(/^good: The default model best is a route/);
    await configured(
      'engine: { defaultModel: large }\nproviders: { vendor: { wire: openai-chat, baseUrl: "https://vendor.example/v1", authentication: none, destination: { local: "no" }, models: [large] } }\n',
    );
    expect(await found()).toMatch(/^good: The default model large is offered by the provider vendor/);
  });
});
