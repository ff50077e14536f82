/**
 * How much of the engine's speed reaches whoever asks: tokens a second through the provider and through the API of a
 * running node, record and all, against the engine library called directly in a process of the same kind. All get the same prompt, seed, context and threads, and
 * take turns, so that whatever else the machine does meets both. Prefixes are not reused, since every round would
 * otherwise skip its prompt.
 *
 *
 *   npm run bench:engine [-- ROUNDS]
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';
import { systemClock } from '../packages/commonhold/src/base/index.ts';
import type { GenerateCall, Part } from '../packages/commonhold/src/call/index.ts';
import { createLlamaProvider, defaultThreads } from '../packages/commonhold/src/providers/index.ts';
import { chat, newHome, removeHome, startTestNode } from '../test/node/running-node.ts';

const benchmarkModel = fileURLToPath(
  new URL('../.cache/models/SmolLM2-135M-Instruct.Q4_1.gguf', import.meta.url),
);
const question = 'Write a long story about a fox, a crow and a piece of cheese.';
/** The prompt that the chat template of the model makes of the question. */
const promptText =
  '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' +
  `<|im_start|>user\n${question}<|im_end|>\n<|im_start|>assistant\n`;
const outputTokens = 128;
const sampling = { temperature: 0.8, topK: 40, topP: 0.95, minP: 0.05, seed: 1 };
const contextTokens = 2048;
const parallel = 4;

/** The call that every contestant answers. */
const benchmarkCall: GenerateCall = {
  operation: 'generate',
  model: 'benchmark',
  messages: [{ role: 'user', content: [{ type: 'text', text: question }] }],
  sampling,
  maxOutputTokens: outputTokens,
  stream: true,
};

interface Round {
  readonly tokens: number;
  readonly ms: number;
  /** What was written, to see that all contestants did the same work. */
  readonly text: string;
}

interface Contestant {
  readonly name: string;
  run(): Promise<Round>;
  close(): Promise<void>;
}

interface Result {
  readonly name: string;
  /** The middle of the rounds. */
  readonly tokensPerSecond: number;
  /** The middle of each round's share of the first contestant's speed in the same round. */
  readonly ratio: number;
  readonly text: string;
}

/** Lets the contestants take turns. The first round of each warms up and is not counted. */
async function compare(contestants: readonly Contestant[], rounds: number): Promise<Result[]> {
  const speeds = new Map<Contestant, number[]>(contestants.map((contestant) => [contestant, []]));
  const texts = new Map<Contestant, string>();
  for (let round = 0; round <= rounds; round++) {
    // Turns are taken in both orders, so that none always follows the same other.
    const order = round % 2 === 0 ? contestants : contestants.toReversed();
    for (const contestant of order) {
      const { tokens, ms, text } = await contestant.run();
      texts.set(contestant, text);
      if (round > 0) speeds.get(contestant)?.push(tokens / (ms / 1000));
    }
  }
  const [first] = contestants;
  const reference = first === undefined ? [] : (speeds.get(first) ?? []);
  return contestants.map((contestant) => ({
    name: contestant.name,
    tokensPerSecond: median(speeds.get(contestant) ?? []),
    ratio: median((speeds.get(contestant) ?? []).map((speed, round) => speed / (reference[round] ?? speed))),
    text: texts.get(contestant) ?? '',
  }));
}

/** The engine through the provider, as the node uses it. */
async function providerContestant(): Promise<Contestant> {
  const provider = createLlamaProvider({
    modelPath: benchmarkModel,
    model: 'benchmark',
    digest: '',
    clock: systemClock,
    contextTokens,
    parallel,
    reusePrefixes: false,
  });
  const { signal } = new AbortController();
  await provider.start(signal);
  const body = new TextEncoder().encode(JSON.stringify(benchmarkCall));
  return {
    name: 'provider',
    async run() {
      const start = performance.now();
      const reply = await provider.send({ path: '/native', headers: {}, body }, signal);
      const decoder = new TextDecoder();
      let lines = '';
      for await (const bytes of reply.body) lines += decoder.decode(bytes, { stream: true });
      const ms = performance.now() - start;
      const parts = lines
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Part);
      const usage = parts.find((part) => part.type === 'usage');
      return {
        tokens: usage?.usage.outputTokens ?? 0,
        ms,
        text: parts.map((part) => (part.type === 'text' ? part.text : '')).join(''),
      };
    },
    close: () => provider.close(),
  };
}

/** A running node asked over HTTP by a client: the gate, the record and both wires are in the way. */
async function apiContestant(): Promise<Contestant> {
  const home = await newHome(
    `engine: { contextTokens: ${contextTokens}, parallel: ${parallel}, reusePrefixes: false }\n`,
  );
  const node = await startTestNode(home, { withModel: true });
  const { temperature, topP, topK, minP, seed } = sampling;
  const request = {
    model: 'smollm2-135m-instruct',
    messages: [{ role: 'user', content: question }],
    max_tokens: outputTokens,
    stream: true,
    stream_options: { include_usage: true },
    temperature,
    top_p: topP,
    top_k: topK,
    min_p: minP,
    seed,
  };
  return {
    name: 'API',
    async run() {
      const start = performance.now();
      const reply = await chat(node, request);
      const events = (await reply.text()).split('\n\n').filter((event) => event.startsWith('data: {'));
      const ms = performance.now() - start;
      let text = '';
      let tokens = 0;
      for (const event of events) {
        const chunk = JSON.parse(event.slice('data: '.length)) as {
          choices: { delta: { content?: string } }[];
          usage?: { completion_tokens: number } | null;
        };
        text += chunk.choices[0]?.delta.content ?? '';
        tokens = chunk.usage?.completion_tokens ?? tokens;
      }
      return { tokens, ms, text };
    },
    async close() {
      await node.stop();
      await removeHome(home);
    },
  };
}

/** The engine library with nothing around it, in a process that answers `run` with a round. */
async function directContestant(): Promise<Contestant> {
  const child: ChildProcess = fork(fileURLToPath(import.meta.url), ['direct'], { env: {} });
  await once(child, 'message');
  return {
    name: 'direct',
    async run() {
      child.send('run');
      const [round] = (await once(child, 'message')) as [Round];
      return round;
    },
    async close() {
      child.kill();
      await once(child, 'exit');
    },
  };
}

async function serveDirectly(): Promise<void> {
  const threads = defaultThreads();
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    maxThreads: threads,
    logLevel: LlamaLogLevel.error,
  });
  const model = await llama.loadModel({ modelPath: benchmarkModel, gpuLayers: 0, checkTensors: true });
  const context = await model.createContext({
    contextSize: contextTokens,
    sequences: parallel,
    threads,
    batchSize: 512,
  });
  const sequence = context.getSequence();
  process.on('message', () => {
    void (async () => {
      const start = performance.now();
      await sequence.clearHistory();
      const written = [];
      for await (const token of sequence.evaluate(model.tokenize(promptText, true), sampling)) {
        written.push(token);
        if (written.length === outputTokens) break;
      }
      const text = model.detokenize(written);
      process.send?.({ tokens: written.length, ms: performance.now() - start, text } satisfies Round);
    })();
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.('ready');
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Least share of the direct speed that the provider is to reach. */
const aim = 0.95;

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? 12);
  const contestants = await Promise.all([directContestant(), providerContestant(), apiContestant()]);
  try {
    const [direct, ...others] = await compare(contestants, rounds);
    if (direct === undefined) throw new Error('a contestant is missing');
    console.log(`${direct.name.padEnd(10)} ${direct.tokensPerSecond.toFixed(1)} tokens/s`);
    for (const { name, tokensPerSecond, ratio, text } of others) {
      const same = direct.text === text ? 'same text' : 'ANOTHER TEXT';
      console.log(
        `${name.padEnd(10)} ${tokensPerSecond.toFixed(1)} tokens/s, ratio ${ratio.toFixed(3)} (aim: at least ${aim}), ${same}`,
      );
    }
  } finally {
    await Promise.all(contestants.map((contestant) => contestant.close()));
  }
}

if (import.meta.main) await (process.argv[2] === 'direct' ? serveDirectly() : main());
