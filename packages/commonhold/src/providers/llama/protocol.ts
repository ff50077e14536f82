/**
 * What the node and an engine process say to each other, over the IPC channel with `serialization: 'advanced'`
 * (bytes stay bytes).
 *
 * The node sends one task first: `load`, `inspect`, `measure` or `probe`. A process that inspects, measures or probes
 * answers once and is ended by the node. A process that has answered `load` with `loaded` takes any number of requests:
 *
 *   request → accepted | refused
 *   accepted → parts* → ended            (the lines of `parts` are NDJSON, one call/part.ts Part a line)
 *   cancel → ended                       (also when the request was only waiting)
 *   render → rendered | refused
 *
 * A request that was refused or has ended is never mentioned again.
 */
import type { ErrorCode, ErrorValues } from '#base';
import type { ModelInspection } from './inspection.ts';
import type { RenderedPrompt } from './rendered-prompt.ts';

export interface LoadTask {
  readonly type: 'load';
  readonly modelPath: string;
  /** The model's name in error messages and parts. */
  readonly model: string;
  /** SHA-256 of the file in hex, as others verified it; it is passed on to EngineFacts. */
  readonly digest: string;
  readonly gpu: boolean;
  readonly threads: number;
  readonly parallel: number;
  /** Absent: what the model declares, as far as `cacheMemoryBytes` allows. */
  readonly contextTokens: number | undefined;
  /** Most memory that the attention caches of all sequences may take when the context is not given. */
  readonly cacheMemoryBytes: number;
  /** A chat template that stands in for the one in the file. */
  readonly chatTemplate: string | undefined;
  /** Keep the evaluated tokens of earlier requests for later ones that begin alike. */
  readonly reusePrefixes: boolean;
}

export interface InspectTask {
  readonly type: 'inspect';
  readonly modelPath: string;
}

export interface MeasureTask {
  readonly type: 'measure';
  readonly modelPath: string;
  readonly gpu: boolean;
  readonly threads: number;
}

/** Only loads the engine's own binary: whether it is there and fits this machine. */
export interface ProbeTask {
  readonly type: 'probe';
  readonly gpu: boolean;
}

export type ToEngine =
  | LoadTask
  | InspectTask
  | MeasureTask
  | ProbeTask
  | { readonly type: 'request'; readonly id: number; readonly body: Uint8Array }
  | { readonly type: 'render'; readonly id: number; readonly body: Uint8Array }
  | { readonly type: 'cancel'; readonly id: number };

export interface Failure {
  readonly code: ErrorCode;
  readonly values: ErrorValues;
}

export type FromEngine =
  | { readonly type: 'loaded'; readonly facts: LoadedFacts }
  | { readonly type: 'inspected'; readonly inspection: ModelInspection }
  | { readonly type: 'measured'; readonly speed: Speed }
  | { readonly type: 'probed'; readonly build: EngineBuild }
  /** The task could not be done; the process is of no more use. */
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'accepted'; readonly id: number }
  | { readonly type: 'refused'; readonly id: number; readonly failure: Failure }
  | { readonly type: 'parts'; readonly id: number; readonly lines: string }
  | { readonly type: 'ended'; readonly id: number }
  | { readonly type: 'rendered'; readonly id: number; readonly prompt: RenderedPrompt }
  | { readonly type: 'memory'; readonly residentBytes: number };

/** What a loaded engine is like; shown by the status. */
export interface LoadedFacts {
  readonly build: string;
  readonly processor: string;
  readonly template: { readonly source: 'gguf' | 'override'; readonly digest: string };
  /** Tokens that prompt and answer of one request may have together. */
  readonly contextTokens: number;
  /** What the file says the model was trained for. */
  readonly declaredContextTokens: number;
  readonly parallel: number;
  readonly threads: number;
  /** What the engine library has to say against the file. */
  readonly warnings: readonly string[];
}

export interface EngineBuild {
  readonly build: string;
  /** The kind of graphics card that it computes on; `none` for the processor. */
  readonly gpu: string;
}

export interface Speed {
  readonly build: string;
  readonly processor: string;
  readonly loadMs: number;
  readonly promptTokensPerSecond: number;
  readonly outputTokensPerSecond: number;
}
