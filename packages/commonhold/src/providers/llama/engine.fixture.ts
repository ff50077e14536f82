import { fileURLToPath } from 'node:url';
import { systemClock } from '#base';
import type { GenerateCall, Part, TokenLogprob } from '#call';
import { createLlamaProvider, type LlamaProvider, type LlamaProviderOptions } from './llama-provider.ts';

/** The small real model; `npm test` fetches it before the tests run. */
export const smallModelPath = fileURLToPath(
  new URL('../../../../../.cache/models/SmolLM2-135M-Instruct.Q4_1.gguf', import.meta.url),
);

/** A model for tests: a small context keeps its start short. */
export function testProvider(options: Partial<LlamaProviderOptions> = {}): LlamaProvider {
  return createLlamaProvider({
    modelPath: smallModelPath,
    model: 'small',
    digest: '00',
    clock: systemClock,
    contextTokens: 1024,
    parallel: 2,
    queueLimit: 2,
    ...options,
  });
}

export function testCall(text: string, more: Partial<GenerateCall> = {}): GenerateCall {
  return {
    operation: 'generate',
    model: 'small',
    messages: [{ role: 'user', content: [{ type: 'text', text }] }],
    sampling: { temperature: 0 },
    stream: true,
    ...more,
  };
}

export interface TestAnswer {
  readonly parts: readonly Part[];
  readonly text: string;
  readonly logprobs: readonly TokenLogprob[];
}

export async function answer(
  provider: LlamaProvider,
  call: GenerateCall,
  signal: AbortSignal = new AbortController().signal,
): Promise<TestAnswer> {
  const reply = await provider.send(
    { path: '/native', headers: {}, body: new TextEncoder().encode(JSON.stringify(call)) },
    signal,
  );
  const decoder = new TextDecoder();
  let lines = '';
  for await (const bytes of reply.body) lines += decoder.decode(bytes, { stream: true });
  const parts = lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Part);
  const texts = parts.filter((part) => part.type === 'text');
  return {
    parts,
    text: texts.map((part) => part.text).join(''),
    logprobs: texts.flatMap((part) => part.logprobs ?? []),
  };
}

export function partOf<Type extends Part['type']>(
  found: TestAnswer,
  type: Type,
): Extract<Part, { type: Type }> | undefined {
  return found.parts.find((part): part is Extract<Part, { type: Type }> => part.type === type);
}

/** Waits until `holds` is true; tests of processes have nothing better to wait for. */
export async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
