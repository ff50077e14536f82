import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommonholdError } from '#base';
import { fixtureGguf, fixtureTemplate } from './gguf.fixture.ts';
import { answer, partOf, testCall, testProvider } from './engine.fixture.ts';
import type { LlamaProviderOptions } from './llama-provider.ts';
import { inspectModel, measureSpeed } from './run-task.ts';

let folder: string;
const { signal } = new AbortController();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commonhold-models-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function file(name: string, content: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** What a first request to this file is answered with, and the state that the engine is then in. */
async function failure(modelPath: string, more: Partial<LlamaProviderOptions> = {}) {
  const provider = testProvider({ modelPath, contextTokens: 256, ...more });
  try {
    const thrown: unknown = await answer(provider, testCall('hello')).catch((error: unknown) => error);
    if (!(thrown instanceof CommonholdError))
      throw new Error('no CommonholdError was thrown', { cause: thrown });
    return { error: thrown, state: provider.status().engine };
  } finally {
    await provider.close();
  }
}

describe('Model files that are no good', () => {
  test('garbage is refused with a reason', async () => {
    const path = await file(
      'garbage.gguf',
      Buffer.from('this is not a model at all, whatever its name says'),
    );
    const { error, state } = await failure(path);
    expect(error.code).toBe('model_invalid');
    expect(state.type).toBe('invalid');
  });

  test('a truncated file is refused', async () => {
    const whole = fixtureGguf();
    const path = await file('truncated.gguf', whole.subarray(0, whole.length - 5000));
    expect((await failure(path)).error.code).toBe('model_invalid');
    await expect(inspectModel(path, { signal })).rejects.toThrow(/cut off/);
  });

  test('a header cut in two is refused by inspection too', async () => {
    const path = await file('header.gguf', fixtureGguf().subarray(0, 700));
    const inspection = inspectModel(path, { signal });
    await expect(inspection).rejects.toMatchObject({ code: 'model_invalid' });
  });

  test('a file that aborts native code is tried twice, then reported, and the node lives', async () => {
    const path = await file('abort.gguf', fixtureGguf({ headCount: 0 }));
    const { error, state } = await failure(path);
    expect(error.code).toBe('model_invalid');
    expect(error.message).toMatch(/2 times in a row.*SIG/);
    expect(state.type).toBe('invalid');
  });

  test('weights that are not numbers are refused', async () => {
    const path = await file('nan.gguf', fixtureGguf({ nanWeights: true }));
    expect((await failure(path)).error.code).toBe('model_invalid');
  });

  test('a file without a chat template is refused unless one is given', async () => {
    const path = await file('bare.gguf', fixtureGguf({ template: undefined }));
    const { error } = await failure(path);
    expect(error.code).toBe('model_invalid');
    expect(error.message).toContain('chat template');

    const provider = testProvider({ modelPath: path, contextTokens: 256, chatTemplate: fixtureTemplate });
    const given = await answer(provider, testCall('hello', { maxOutputTokens: 2 }));
    expect(partOf(given, 'engine')?.facts.template.source).toBe('override');
    await provider.close();
  });

  test('a template that cannot be parsed is refused at loading', async () => {
    const path = await file('template.gguf', fixtureGguf({ template: '{% for %}' }));
    expect((await failure(path)).error.message).toContain('chat template');
  });

  test('a missing file is told apart from a bad one and looked for again', async () => {
    const path = join(folder, 'later.gguf');
    const provider = testProvider({ modelPath: path, contextTokens: 256 });
    await expect(answer(provider, testCall('hello'))).rejects.toMatchObject({ code: 'model_missing' });
    await expect(inspectModel(path, { signal })).rejects.toMatchObject({ code: 'model_missing' });
    await writeFile(path, fixtureGguf());
    const found = await answer(provider, testCall('hello', { maxOutputTokens: 2 }));
    expect(partOf(found, 'finish')).toBeDefined();
    await provider.close();
  });

  test('a process that takes more memory than it may is stopped', async () => {
    const path = await file('memory.gguf', fixtureGguf());
    const { error } = await failure(path, { memoryLimitBytes: 1024 * 1024 });
    expect(error.message).toContain('the limit is 1 MiB');
  });
});

describe('Sound model files', () => {
  test('inspection tells what is declared and what is missing', async () => {
    const path = await file(
      'declared.gguf',
      fixtureGguf({
        extra: {
          'general.license': { type: 'string', value: 'apache-2.0' },
          'general.base_model.count': { type: 'u32', value: 1 },
          'general.base_model.0.name': { type: 'string', value: 'Base' },
          'general.base_model.0.repo_url': { type: 'string', value: 'https://example.org/base' },
          'general.sampling.temp': { type: 'f32', value: 0.5 },
        },
      }),
    );
    const inspection = await inspectModel(path, { signal });
    expect(inspection).toMatchObject({
      architecture: 'llama',
      name: 'Fixture',
      license: { id: 'apache-2.0' },
      baseModels: [{ name: 'Base', url: 'https://example.org/base' }],
      sampling: { temp: 0.5 },
      contextTokens: 512,
      tokenizer: { model: 'llama', bos: 1, eos: 4 },
      template: { text: fixtureTemplate },
    });
    expect(inspection.missing).toEqual(['general.datasets', 'general.source.url']);
    expect(inspection.tensors.types).toEqual([
      { type: 'F32', tensors: inspection.tensors.count, parameters: inspection.parameters },
    ]);
  });

  test('the sampling that a file recommends is used where the call says nothing', async () => {
    const path = await file(
      'sampling.gguf',
      fixtureGguf({ extra: { 'general.sampling.top_k': { type: 'u32', value: 7 } } }),
    );
    const provider = testProvider({ modelPath: path, contextTokens: 256 });
    const found = await answer(provider, testCall('hello', { maxOutputTokens: 2, sampling: { topP: 0.5 } }));
    expect(partOf(found, 'engine')?.facts.sampling).toMatchObject({ topK: 7, topP: 0.5, temperature: 0.8 });
    await provider.close();
  });

  test('a template that takes tools is given them', async () => {
    const path = await file(
      'tools.gguf',
      fixtureGguf({ template: `{% if tools %}{{ tools | tojson }}<tool_call>{% endif %}${fixtureTemplate}` }),
    );
    const provider = testProvider({ modelPath: path });
    const call = testCall('hello', { maxOutputTokens: 1 });
    const without = await answer(provider, call);
    const found = await answer(provider, { ...call, tools: [{ name: 'a_name_of_some_length' }] });
    expect(partOf(found, 'engine')?.facts.tools).toBe('template');
    const more =
      (partOf(found, 'usage')?.usage.inputTokens ?? 0) - (partOf(without, 'usage')?.usage.inputTokens ?? 0);
    expect(more).toBeGreaterThan(20);
    await provider.close();
  });

  test('speed can be measured', async () => {
    const path = await file('speed.gguf', fixtureGguf());
    const speed = await measureSpeed(path, { signal, memoryLimitBytes: 2 ** 31 });
    expect(speed.outputTokensPerSecond).toBeGreaterThan(0);
    expect(speed.promptTokensPerSecond).toBeGreaterThan(0);
  });
});
