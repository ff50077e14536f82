import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Call } from '#call';
import { bertGguf } from './bert-gguf.fixture.ts';
import { answer, partOf, testCall, testProvider } from './engine.fixture.ts';
import type { LlamaProvider } from './llama-provider.ts';

describe('A model that was made for embeddings', () => {
  let folder: string;
  let provider: LlamaProvider;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'commonhold-test-'));
    const modelPath = join(folder, 'bert.gguf');
    await writeFile(modelPath, bertGguf());
    provider = testProvider({ modelPath });
    await provider.start(new AbortController().signal);
  });
  afterAll(async () => {
    await provider.close();
    await rm(folder, { recursive: true, force: true });
  });

  const ask = (call: Call) => answer(provider, call as Parameters<typeof answer>[1]);
  const embed = async (...texts: readonly string[]) => {
    const found = await ask({
      operation: 'embed',
      model: 'small',
      inputs: texts.map((text) => ({ type: 'text', text })),
      stream: false,
    });
    return {
      vectors: found.parts.flatMap((part) => (part.type === 'embedding' ? [part.vector] : [])),
      tokens: partOf(found, 'usage')?.usage.inputTokens,
    };
  };

  test('needs no chat template, and gives vectors of length one with its marks around each text', async () => {
    const { vectors, tokens } = await embed('abc', 'xyz 1');
    expect(vectors.map(({ length }) => length)).toEqual([32, 32]);
    for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 6);
    expect(vectors[0]).not.toEqual(vectors[1]);
    expect(tokens).toBe(3 + 2 + 4 + 2);
  });

  test('sees the whole of a text that is longer than one step of the engine', async () => {
    const rest = 'a '.repeat(600);
    const { vectors } = await embed(`z ${rest}`, `y ${rest}`);
    // In pieces only the last one would count, and that is the same in both.
    expect(vectors[0]).not.toEqual(vectors[1]);
  });

  test('has no conversations, and says so', async () => {
    await expect(ask(testCall('Hello'))).rejects.toThrow(/no chat template and was made for embeddings/);
    await expect(ask({ ...testCall('Hello'), operation: 'count', stream: false })).rejects.toThrow(
      /made for embeddings/,
    );
  });
});
