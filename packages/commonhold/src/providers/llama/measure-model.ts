import { basename } from 'node:path';
import type { Token } from 'node-llama-cpp';
import { batchTokens, describeProcessor, engineBuild, readModel, startLlama } from './load-model.ts';
import type { MeasureTask, Speed } from './protocol.ts';

/** Enough for a steady figure, and done within seconds on any machine that can run a small model at all. */
const promptTokens = 256;
const outputTokens = 32;

/** Loads a model and measures how fast it reads and writes here. What it writes is of no interest. */
export async function measureModel(task: MeasureTask): Promise<Speed> {
  const model = basename(task.modelPath);
  const said: string[] = [];
  const llama = await startLlama(task.gpu, task.threads, model, said);
  const loadStart = performance.now();
  const loaded = await readModel(llama, { ...task, model }, said);
  const context = await loaded.createContext({
    contextSize: promptTokens + outputTokens,
    sequences: 1,
    batchSize: batchTokens,
    threads: task.threads,
    failedCreationRemedy: false,
  });
  const loadMs = performance.now() - loadStart;
  const sequence = context.getSequence();
  // The first step of a context also sets up its buffers, so it is not measured.
  await sequence.evaluateWithoutGeneratingNewTokens([1 as Token, 1 as Token]);
  await sequence.clearHistory();

  const prompt = Array.from({ length: promptTokens }, (_, at) => at as Token);
  const promptStart = performance.now();
  await sequence.evaluateWithoutGeneratingNewTokens(prompt.slice(0, -1));
  const promptMs = performance.now() - promptStart;

  let drawn = 0;
  const outputStart = performance.now();
  const last = prompt.slice(-1);
  for await (const _ of sequence.evaluate(last, { temperature: 0, yieldEogToken: true })) {
    drawn++;
    if (drawn === outputTokens) break;
  }
  const outputMs = performance.now() - outputStart;
  return {
    build: await engineBuild(llama),
    processor: describeProcessor(llama, task.threads),
    loadMs,
    promptTokensPerSecond: (promptTokens - 1) / (promptMs / 1000),
    outputTokensPerSecond: drawn / (outputMs / 1000),
  };
}
