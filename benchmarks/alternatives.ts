/**
 * What log-probabilities cost: tokens a second with eight alternatives for each token, against the same call without
 * any, in each way of drawing. Both take turns, so that whatever else the machine does meets both.
 *
 *   node benchmarks/alternatives.ts [ROUNDS]
 */
import { fileURLToPath } from 'node:url';
import { systemClock } from '../packages/commonhold/src/base/index.ts';
import type { GenerateCall, Part, Sampling } from '../packages/commonhold/src/call/index.ts';
import { createLlamaProvider, type LlamaProvider } from '../packages/commonhold/src/providers/index.ts';

const model = fileURLToPath(new URL('../.cache/models/SmolLM2-135M-Instruct.Q4_1.gguf', import.meta.url));
const outputTokens = 96;
/** As many as the console shows beside a token. */
const alternatives = 8;

const manners: readonly [string, Sampling][] = [
  ['temperature 0', { temperature: 0 }],
  ['top-k 40', { temperature: 0.8, topK: 40, topP: 0.95, minP: 0.05, seed: 1 }],
  ['whole vocabulary', { temperature: 0.8, topK: 0, topP: 1, minP: 0, seed: 1 }],
];

function callOf(sampling: Sampling, more: Partial<GenerateCall>): Uint8Array {
  const call: GenerateCall = {
    operation: 'generate',
    model: 'benchmark',
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Write a long story about a fox.' }] }],
    sampling,
    maxOutputTokens: outputTokens,
    stream: true,
    ...more,
  };
  return new TextEncoder().encode(JSON.stringify(call));
}

/** Milliseconds for each token, from the first to the last. */
async function msPerToken(provider: LlamaProvider, body: Uint8Array): Promise<number> {
  const reply = await provider.send({ path: '/native', headers: {}, body }, new AbortController().signal);
  const decoder = new TextDecoder();
  let lines = '';
  let begun: number | undefined;
  for await (const bytes of reply.body) {
    lines += decoder.decode(bytes, { stream: true });
    if (begun === undefined && lines.includes('"text"')) begun = performance.now();
  }
  const ms = performance.now() - (begun ?? 0);
  const parts = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Part);
  const written = parts.find((part) => part.type === 'usage')?.usage.outputTokens ?? 0;
  return ms / Math.max(1, written - 1);
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? 12);
  const provider = createLlamaProvider({
    modelPath: model,
    model: 'benchmark',
    digest: '',
    clock: systemClock,
    contextTokens: 1024,
    parallel: 1,
  });
  await provider.start(new AbortController().signal);
  for (const [name, sampling] of manners) {
    const [plain, shown] = [callOf(sampling, {}), callOf(sampling, { logprobs: { alternatives } })];
    const pairs: (readonly [number, number])[] = [];
    // The first round warms up and is not counted; turns are taken in both orders.
    for (let round = 0; round <= rounds; round++) {
      const first = await msPerToken(provider, round % 2 === 0 ? plain : shown);
      const second = await msPerToken(provider, round % 2 === 0 ? shown : plain);
      if (round > 0) pairs.push(round % 2 === 0 ? [first, second] : [second, first]);
    }
    const without = median(pairs.map(([ms]) => ms));
    const ratio = median(pairs.map(([ms, withAlternatives]) => withAlternatives / ms));
    console.log(
      `${name.padEnd(18)} ${without.toFixed(2)} ms/token, with ${alternatives} alternatives × ${ratio.toFixed(2)}`,
    );
  }
  await provider.close();
}

if (import.meta.main) await main();
