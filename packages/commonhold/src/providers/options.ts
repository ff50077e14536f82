import { z } from 'zod';
import { checkDestination, destinationOptions, regionOption, vendorOption } from './destinations/options.ts';

/**
 * A row under `providers:` in commonhold.yaml. A vendor or a server is a row of data, never a folder of code.
 */
export const providerOptions = z
  .strictObject({
    wire: z.enum(['openai-chat', 'openai-responses', 'anthropic-messages', 'ollama']),
    baseUrl: z
      .url({ protocol: /^https?$/ })
      .refine(
        (url) => isPlainAddress(url),
        'must not hold a user, a query or a fragment: they would not be sent',
      ),
    /**
     * `stored`: a credential that the owner keeps here; `none`: the server asks for none; `caller`: the client's own
     * credential is passed on and never stored, while our key arrives in `x-commonhold-key`.
     */
    authentication: z.enum(['stored', 'none', 'caller']),
    /** Whose row of the catalog of vendors applies, and where the vendor was told to compute. */
    vendor: vendorOption,
    region: regionOption,
    destination: destinationOptions.prefault({}),
    /** Models of this server, each callable by its name here. */
    models: z.array(z.string().min(1)).default([]),
    /** Longest wait for the head of an answer, in seconds. */
    headSeconds: z.number().positive().max(3600).default(600),
    /** Longest silence inside an answer, in seconds. */
    idleSeconds: z.number().positive().max(3600).default(120),
  })
  .superRefine(checkDestination);

export type ProviderOptions = z.output<typeof providerOptions>;

/** `engine:` in commonhold.yaml: the engine inside, which runs open models on this machine. */
export const engineOptions = z.strictObject({
  /** The model that clients get who name none of their own choice, and that is loaded at start. */
  defaultModel: z.string().min(1).default('smollm2-135m-instruct'),
  gpu: z.boolean().default(false),
  /** Processor threads for one model; absent: chosen for this machine, see docs/reference/engine.md. */
  threads: z.int().min(1).max(1024).optional(),
  /** Context of each request; absent: what the model declares, as far as memory allows. */
  contextTokens: z.int().min(256).optional(),
  /** Requests that one model answers at the same time. */
  parallel: z.int().min(1).max(64).default(4),
  /** Requests that may wait for one model; the next is refused. */
  queue: z.int().min(0).max(10_000).default(64),
  /**
   * Keep what was read of earlier prompts for later ones that begin alike. It saves time; on a shared node, how fast an
   * answer begins then tells whether somebody asked something that begins the same.
   */
  reusePrefixes: z.boolean().default(true),
  /** Memory that one model's process may use; absent: three quarters of the machine's. */
  memoryBytes: z
    .int()
    .min(64 * 1024 * 1024)
    .optional(),
});

export type EngineOptions = z.output<typeof engineOptions>;

function isPlainAddress(text: string): boolean {
  const url = URL.parse(text);
  // What is no address at all is told by the check before this one.
  if (url === null) return true;
  const { username, password, search, hash } = url;
  return [username, password, search, hash].every((part) => part === '');
}
