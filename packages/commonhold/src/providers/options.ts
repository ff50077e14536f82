import { z } from 'zod';
import { findVendor } from './destinations/catalog.ts';
import { connectionOf, headerName, providerWires } from './destinations/connection.ts';
import { checkDestination, destinationOptions, regionOption, vendorOption } from './destinations/options.ts';

/**
 * Headers that the gate makes itself, that frame a message, or that hold credentials, which do not belong into a file; none
 * of them may be said twice.
 */
const ownHeaders: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'api-key',
  'authorization',
  'connection',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-api-key',
  'x-goog-api-key',
]);

const ownHeader = headerName.refine(
  (name) => !ownHeaders.has(name) && !name.startsWith('x-commonhold-'),
  'is made by the node itself, or holds a credential; see credentialHeader and "commonhold keys provider"',
);

/** Sendings after one that failed, before anything has reached the client. */
const retryOptions = z.strictObject({
  /** Two more: enough for a restart of a server or a burst of others, and no third bill for one question. */
  max: z.int().min(0).max(10).default(2),
  firstSeconds: z.number().positive().max(60).default(0.5),
  /** A client waits meanwhile, and the next candidate could answer. */
  longestSeconds: z.number().positive().max(600).default(8),
});

/** When a destination is left alone for a while. */
const breakerOptions = z.strictObject({
  /** 0: never. */
  failures: z.int().min(0).max(10_000).default(10),
  windowSeconds: z.number().min(1).max(3600).default(30),
  restSeconds: z.number().positive().max(3600).default(15),
});

/**
 * A row under `providers:` in commonhold.yaml. A vendor or a server is a row of data, never a folder of code.
 */
export const providerOptions = z
  .strictObject({
    /** Absent beside a vendor: the first way in the order of the vendor's row. */
    wire: z.enum(providerWires).optional(),
    baseUrl: z
      .url({ protocol: /^https?$/ })
      .refine(
        (url) => isPlainAddress(url),
        'must not hold a user, a query or a fragment: they would not be sent',
      )
      .optional(),
    /** The header that holds the stored credential, bare, where it is not the one of the wire. */
    credentialHeader: headerName.optional(),
    /** Sent with every request, such as a version that this server wants. Not for credentials. */
    headers: z.record(ownHeader, z.string().regex(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/)).optional(),
    /** Stands behind the path of every request, such as `api-version`. */
    query: z.record(z.string().regex(/^[A-Za-z0-9._-]{1,64}$/), z.string().min(1).max(256)).optional(),
    /**
     * `stored`: a credential that the owner keeps here; `none`: the server asks for none; `caller`: the client's own
     * credential is passed on and never stored, while our key arrives in `x-commonhold-key`.
     */
    authentication: z.enum(['stored', 'none', 'caller']),
    /** Whose row of the catalog of vendors applies, and where the vendor was told to compute. */
    vendor: vendorOption,
    region: regionOption,
    destination: destinationOptions.prefault({}),
    /** Models of this server, each callable by its name here; `claude-*` stands for every name that begins so. */
    models: z.array(z.string().regex(/^[^*]+\*?$/, 'a name, or how names begin and then one *')).default([]),
    /** Longest wait for the head of an answer, in seconds. */
    headSeconds: z.number().positive().max(3600).default(600),
    /** Longest silence inside an answer, in seconds. */
    idleSeconds: z.number().positive().max(3600).default(120),
    retries: retryOptions.prefault({}),
    breaker: breakerOptions.prefault({}),
  })
  .superRefine(checkDestination)
  .superRefine(checkConnection)
  .transform((row) => ({ ...row, ...connected(row) }));

export type ProviderOptions = z.output<typeof providerOptions>;

interface ConnectionRow {
  readonly vendor?: string | undefined;
  readonly wire?: (typeof providerWires)[number] | undefined;
  readonly baseUrl?: string | undefined;
  readonly credentialHeader?: string | undefined;
  readonly authentication: string;
}

function connected(row: ConnectionRow) {
  const found = row.vendor === undefined ? undefined : findVendor(row.vendor);
  const connection = connectionOf(row, found?.connections ?? []);
  // `checkConnection` has refused such a row before this is asked.
  if (connection === undefined) throw new Error('a row without an address got through its check');
  return connection;
}

function checkConnection(row: ConnectionRow, context: z.RefinementCtx): void {
  const found = row.vendor === undefined ? undefined : findVendor(row.vendor);
  const refuse = (field: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [field], message });
  if (row.credentialHeader !== undefined && row.authentication !== 'stored')
    refuse('credentialHeader', 'means something only with authentication: stored');
  if (connectionOf(row, found?.connections ?? []) !== undefined) return;
  if (found === undefined) {
    if (row.wire === undefined) refuse('wire', 'say which protocol is spoken there, or name its vendor');
    if (row.baseUrl === undefined) refuse('baseUrl', 'say its address, or name its vendor');
    return;
  }
  const known = found.connections?.map(({ wire }) => wire) ?? [];
  if (row.wire === undefined && known.length === 0)
    refuse('wire', `no protocol of ${found.id} is spoken here; say one if you have a server that speaks it`);
  if (row.baseUrl === undefined) refuse('baseUrl', `no address of ${found.id} is known here; say yours`);
}

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
