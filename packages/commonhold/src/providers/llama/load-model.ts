import { cpus } from 'node:os';
import {
  getLlama,
  getModuleVersion,
  InsufficientMemoryError,
  type Llama,
  type LlamaContext,
  LlamaLogLevel,
  type LlamaModel,
  NoBinaryFoundError,
} from 'node-llama-cpp';
import { CommonholdError, describe } from '#base';
import { ChatTemplate } from './chat-template.ts';
import { poolingOf } from './pooling.ts';
import type { LoadedFacts, LoadTask } from './protocol.ts';
import { fileSampling, type FileSampling } from './sampling.ts';
import { readVocabulary, type Vocabulary } from './vocabulary.ts';

/** Most tokens of all requests together that go through the model in one step. */
export const batchTokens = 512;

/** llama.cpp can complain of each tensor in turn; the first complaints name the cause. */
const saidMax = 3;

/** Below this an ordinary question with its template no longer fits; a file that declares less gets what it declares. */
const contextTokensMin = 512;

export interface LoadedModel {
  readonly task: LoadTask;
  readonly llama: Llama;
  readonly model: LlamaModel;
  /** Undefined for a model that gives embeddings and nothing else. */
  readonly context: LlamaContext | undefined;
  readonly template: ChatTemplate;
  readonly vocabulary: Vocabulary;
  readonly fileSampling: FileSampling;
  readonly facts: LoadedFacts;
}

export async function loadModel(task: LoadTask): Promise<LoadedModel> {
  const said: string[] = [];
  const llama = await startLlama(task.gpu, task.threads, task.model, said);
  const model = await readModel(llama, task, said);
  const metadata = model.fileInfo.metadata;
  const given = task.chatTemplate ?? metadata.tokenizer.chat_template;
  // A file that was made for embeddings says how it makes one vector of a text, and has no conversations to render.
  const pooling = poolingOf(model);
  const embedsOnly = given === undefined && pooling !== undefined && pooling !== 'rank';
  const text = given ?? (embedsOnly ? '' : undefined);
  if (text === undefined) {
    throw invalid(
      task.model,
      'it has no chat template (tokenizer.chat_template), and none was given in its place',
    );
  }
  const vocabulary = readVocabulary(model);
  const template = await attempt(
    async () =>
      new ChatTemplate(text, task.chatTemplate === undefined ? 'gguf' : 'override', model, vocabulary),
    (reason) => invalid(task.model, `its chat template cannot be read: ${reason}`),
  );
  const contextTokens = task.contextTokens ?? contextThatFits(model, task);
  const context = embedsOnly ? undefined : await createContext(model, task, contextTokens);
  const sampling = (metadata.general as { readonly sampling?: Readonly<Record<string, unknown>> }).sampling;
  return {
    task,
    llama,
    model,
    context,
    template,
    vocabulary,
    fileSampling: fileSampling(sampling ?? {}),
    facts: {
      build: await engineBuild(llama),
      processor: describeProcessor(llama, task.threads),
      template: { source: template.source, digest: template.digest },
      contextTokens,
      declaredContextTokens: model.trainContextSize,
      parallel: task.parallel,
      threads: task.threads,
      warnings: model.getWarnings(),
    },
  };
}

function createContext(model: LlamaModel, task: LoadTask, contextTokens: number): Promise<LlamaContext> {
  return attempt(
    () =>
      model.createContext({
        contextSize: contextTokens,
        sequences: task.parallel,
        batchSize: batchTokens,
        threads: task.threads,
        // The library would otherwise make the context smaller by itself when memory is short.
        failedCreationRemedy: false,
      }),
    (reason) => new CommonholdError('engine_failed', { model: task.model, detail: reason }),
  );
}

/** `said` takes the first errors that llama.cpp reports: its exceptions say no more than that loading failed. */
export async function startLlama(
  gpu: boolean,
  threads: number,
  model: string,
  said: string[],
): Promise<Llama> {
  return attempt(
    () =>
      getLlama({
        gpu: gpu ? 'auto' : false,
        // Never compile and never fetch: an engine that is not installed is an error to be told.
        build: 'never',
        skipDownload: true,
        progressLogs: false,
        maxThreads: threads,
        logLevel: LlamaLogLevel.error,
        logger: (_level, message) => {
          if (said.length < saidMax) said.push(message.trim());
        },
      }),
    (reason, thrown) =>
      new CommonholdError('engine_failed', {
        model,
        detail:
          thrown instanceof NoBinaryFoundError
            ? `no engine for ${process.platform} ${process.arch} is installed`
            : reason,
      }),
  );
}

export async function readModel(
  llama: Llama,
  task: Pick<LoadTask, 'modelPath' | 'model' | 'gpu'>,
  said: readonly string[],
): Promise<LlamaModel> {
  return attempt(
    () =>
      llama.loadModel({
        modelPath: task.modelPath,
        ...(task.gpu ? {} : { gpuLayers: 0 }),
        // Weights that are not numbers load without a word and answer nonsense.
        checkTensors: true,
      }),
    (reason, thrown) =>
      thrown instanceof InsufficientMemoryError
        ? new CommonholdError('engine_failed', { model: task.model, detail: reason })
        : invalid(task.model, said.length === 0 ? reason : said.join('; ')),
  );
}

export async function engineBuild(llama: Llama): Promise<string> {
  return `node-llama-cpp ${await getModuleVersion()} / llama.cpp ${llama.llamaCppRelease.release}`;
}

export function describeProcessor(llama: Llama, threads: number): string {
  const name = cpus()[0]?.model.trim() ?? 'unknown processor';
  const device = llama.gpu === false ? '' : `${llama.gpu}, `;
  return `${device}${name} (${process.arch}), ${threads} thread${threads === 1 ? '' : 's'}`;
}

/**
 * What the file declares, halved until the caches of all sequences fit into their share of memory. Requests that do
 * not fit are refused with the number, so a smaller context cuts nothing off.
 */
function contextThatFits(model: LlamaModel, task: LoadTask): number {
  const { fileInsights } = model;
  let contextSize = model.trainContextSize;
  const needed = (): number => {
    const { cpuRam, gpuVram } = fileInsights.estimateContextResourceRequirements({
      contextSize,
      modelGpuLayers: model.gpuLayers,
      batchSize: batchTokens,
      sequences: task.parallel,
      includeGraphOverhead: false,
    });
    return cpuRam + gpuVram;
  };
  while (contextSize / 2 >= contextTokensMin && needed() > task.cacheMemoryBytes) {
    contextSize = Math.floor(contextSize / 2);
  }
  return contextSize;
}

function invalid(model: string, detail: string): CommonholdError {
  return new CommonholdError('model_invalid', { model, detail });
}

async function attempt<T>(
  work: () => Promise<T>,
  asError: (reason: string, thrown: unknown) => CommonholdError,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    // The log of the native side comes through the event loop and so a turn later than its exception.
    await new Promise((resolve) => setImmediate(resolve));
    throw asError(describe(thrown), thrown);
  }
}
