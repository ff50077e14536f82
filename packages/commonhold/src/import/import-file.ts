import { createHash } from 'node:crypto';
import { CommonholdError, type Json } from '#base';
import { agentsMachine, type Cost, type Destination, type Principal } from '#call';
import type { Classified, Classifier } from '#labels';
import { type AttemptResult, ImportedSums, type ImportedUse, type KnownCall, type Ledger } from '#ledger';
import { listedCost } from './listed-cost.ts';
import type { ImportedCall, ImportFormat } from './imported-call.ts';
import { readFile } from './read-file.ts';
import type { PriceList } from '#prices';

/** What an import needs of the node. */
export interface ImportMeans {
  readonly ledger: Pick<Ledger, 'intent' | 'imports'>;
  /** Looks for classes of data on this machine alone; undefined where nobody wants that. */
  readonly classifier: Classifier | undefined;
  readonly prices: PriceList;
  readonly now: () => number;
  /** Digest of the rules in force; they decided nothing about these calls. */
  readonly policy: string;
}

export interface ImportWish {
  /** Undefined: found by looking. */
  readonly format: ImportFormat | undefined;
  /** Whose calls these are. */
  readonly principal: Principal;
  /** Who imports them. */
  readonly actor: Principal;
  /** What stands on each call as where it came from. Undefined: reads and counts, and writes nothing. */
  readonly file: SourceFile | undefined;
  readonly signal: AbortSignal;
  /** Told after every batch. */
  readonly onProgress: (soFar: ImportCounts) => void;
}

/** The file as whoever sends it announces it. */
export interface SourceFile {
  /** SHA-256 in base64url: what arrives must be it. */
  readonly digest: string;
  /** Without folders. */
  readonly name: string | undefined;
}

export interface ImportCounts {
  readonly format: ImportFormat | undefined;
  /** Calls that are on record by this import, or would be. */
  readonly added: number;
  /** Calls that were on record before, from this file or another. */
  readonly known: number;
  /** Lines or elements that could not be read. */
  readonly broken: number;
  /** The first of them. */
  readonly brokenAt: readonly BrokenPlace[];
  /** Messages that nobody answered: they are in no call. */
  readonly unanswered: number;
}

export interface BrokenPlace {
  /** From 1: the line, the element of a list or the row of a table. */
  readonly number: number;
  readonly reason: string;
}

export interface ImportResult extends ImportCounts {
  readonly format: ImportFormat;
  /** SHA-256 of the file, base64url. */
  readonly digest: string;
  readonly bytes: number;
  /** What the calls of this file add up to that are on record by this import, or would be. */
  readonly uses: readonly ImportedUse[];
}

/** Calls that are written together: enough for one sync of the disk to carry many, few enough to be held. */
const batchCalls = 128;
const batchBytes = 8 * 1024 * 1024;
/** Places of broken lines that are told one by one. */
const brokenTold = 20;

/**
 * Reads a file into the record. Every call is an intent and an outcome, as calls are that went through the gate, and has the
 * same id at every import. A crash in the middle leaves the calls before it; one between intent and outcome becomes
 * `unknown` at the next start, and the next import of the file gives it a second attempt with its answer. The file's own
 * entry comes last. Throws `import_unreadable`, `import_changed`.
 */
export async function importFile(
  chunks: AsyncIterable<Uint8Array>,
  means: ImportMeans,
  wish: ImportWish,
): Promise<ImportResult> {
  const file = new HashedFile(chunks);
  const work = new ImportWork(means, wish);
  let format: ImportFormat | undefined;
  for await (const read of readFile(file.chunks(), wish.format)) {
    wish.signal.throwIfAborted();
    switch (read.type) {
      case 'format':
        format = read.format;
        work.format = format;
        break;
      case 'call':
        await work.take(read.call);
        break;
      case 'broken':
        work.broken(read.number, read.reason);
        break;
      case 'unanswered':
        work.unanswered += read.count;
        break;
    }
  }
  await work.flush();
  // What stands behind the last call belongs to the file too.
  await file.rest();
  const digest = file.digest();
  if (format === undefined) throw new CommonholdError('import_unreadable', { detail: 'it holds nothing' });
  if (wish.file !== undefined) {
    if (wish.file.digest !== digest) throw new CommonholdError('import_changed');
    await means.ledger.imports.attest(wish.actor, `import:${format}`, digest);
  }
  return { ...work.counts(), format, digest, bytes: file.bytes, uses: work.uses() };
}

/** The bytes of a file as they go by, with their digest. */
class HashedFile {
  readonly #iterator: AsyncIterator<Uint8Array>;
  readonly #hash = createHash('sha256');
  bytes = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#iterator = chunks[Symbol.asyncIterator]();
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    for (let next = await this.#iterator.next(); next.done !== true; next = await this.#iterator.next()) {
      this.#hash.update(next.value);
      this.bytes += next.value.length;
      yield next.value;
    }
  }

  async rest(): Promise<void> {
    for await (const _ of this.chunks()) {
      // Only counted.
    }
  }

  digest(): string {
    return this.#hash.digest('base64url');
  }
}

/** A call on its way into the record. */
interface NamedCall {
  readonly id: string;
  readonly call: ImportedCall;
}

class ImportWork {
  format: ImportFormat | undefined;
  unanswered = 0;
  readonly #means: ImportMeans;
  readonly #wish: ImportWish;
  readonly #sums = new ImportedSums();
  readonly #brokenAt: BrokenPlace[] = [];
  readonly #seen = new Set<string>();
  #batch: NamedCall[] = [];
  #batchBytes = 0;
  #added = 0;
  #known = 0;
  #broken = 0;

  constructor(means: ImportMeans, wish: ImportWish) {
    this.#means = means;
    this.#wish = wish;
  }

  async take(call: ImportedCall): Promise<void> {
    const id = this.#means.ledger.imports.callId(call.source);
    const isTwice = this.#seen.has(id) || this.#batch.some((other) => other.id === id);
    if (isTwice) {
      this.#known += 1;
      return;
    }
    // What is not written cannot be asked for.
    if (this.#wish.file === undefined) this.#seen.add(id);
    this.#batch.push({ id, call });
    this.#batchBytes += call.request.length + (call.reply?.length ?? 0);
    if (this.#batch.length >= batchCalls || this.#batchBytes >= batchBytes) await this.flush();
  }

  broken(number: number, reason: string): void {
    this.#broken += 1;
    if (this.#brokenAt.length < brokenTold) this.#brokenAt.push({ number, reason });
  }

  async flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    this.#batchBytes = 0;
    const known = await this.#means.ledger.imports.known(batch.map(({ id }) => id));
    const written: Promise<void>[] = [];
    for (const named of batch) {
      const before = known.get(named.id);
      if (before !== undefined && !isCutOff(before)) {
        this.#known += 1;
        continue;
      }
      this.#wish.signal.throwIfAborted();
      const found = await this.#look(named.call);
      this.#sum(named.call, found);
      const { file } = this.#wish;
      if (file !== undefined) {
        const writing = this.#write(named, file, found, before);
        // Told below; until then nobody may call it unhandled.
        writing.catch(() => undefined);
        written.push(writing);
      }
      this.#added += 1;
    }
    await Promise.all(written);
    this.#wish.onProgress(this.counts());
  }

  counts(): ImportCounts {
    return {
      format: this.format,
      added: this.#added,
      known: this.#known,
      broken: this.#broken,
      brokenAt: this.#brokenAt,
      unanswered: this.unanswered,
    };
  }

  uses(): readonly ImportedUse[] {
    return this.#sums.uses();
  }

  async #look({ request, reply }: ImportedCall): Promise<Looked> {
    const { classifier } = this.#means;
    const nothing: Classified = { labels: [], found: {} };
    if (classifier === undefined) return { sent: nothing, answered: nothing };
    const { signal } = this.#wish;
    const look = async (text: string, side: 'questions' | 'answers'): Promise<Classified> =>
      classifier.classify(JSON.parse(text) as Json, signal, undefined, Buffer.from(text), side);
    return {
      sent: await look(request, 'questions'),
      answered: reply === undefined ? nothing : await look(reply, 'answers'),
    };
  }

  #sum(call: ImportedCall, looked: Looked): void {
    const { usage } = call;
    const cost = this.#costOf(call);
    this.#sums.add({
      vendor: call.vendor.name,
      model: call.model,
      from: this.format ?? '',
      time: call.time,
      cost: call.cost,
      listed: cost !== undefined && 'nanos' in cost ? cost : undefined,
      partial: call.partial,
      found: foundIn(looked),
      tokens: usage && {
        input: usage.inputTokens,
        output: usage.outputTokens,
        cached: usage.cachedInputTokens ?? 0,
      },
    });
  }

  #costOf(call: ImportedCall): Cost | undefined {
    return listedCost(this.#means.prices, call);
  }

  async #write(
    { id, call }: NamedCall,
    { digest, name }: SourceFile,
    looked: Looked,
    before: KnownCall | undefined,
  ): Promise<void> {
    const { ledger, policy, classifier } = this.#means;
    const now = this.#means.now();
    const { principal } = this.#wish;
    const request = Buffer.from(call.request);
    const labels = [...looked.sent.labels];
    // A crash before this: nothing of the call is on record. Between it and the outcome: the next start says `unknown`.
    const open = await ledger.intent({
      call: {
        id,
        origin: 'import',
        principal,
        operation: call.operation,
        clientWire: call.wire,
        asked: call.model,
        run: call.run,
        parent: call.parent === undefined ? undefined : ledger.imports.callId(call.parent),
        // When it came here. When it was made is the word of its source, below.
        received: now,
        labelReach: { found: classifier?.labels ?? [], own: [] },
        request,
        imported: {
          from: this.format ?? '',
          file: { digest, ...(name === undefined ? {} : { name }) },
          ...(call.time === undefined ? {} : { time: call.time }),
          partial: call.partial,
          ...(call.vendor.byName ? { vendorByName: true as const } : {}),
          ...(call.cost === undefined ? {} : { cost: call.cost }),
          found: foundIn(looked),
        },
      },
      number: (before?.attempts ?? 0) + 1,
      // Nothing was decided: no rule of this node was asked.
      decision: { policy, trail: [], labels, facts: { labels } },
      providerWire: call.wire,
      destination: destinationOf(call),
      model: call.model,
      modelIsBuiltIn: false,
      weightsDigest: undefined,
      sent: request,
    });
    if (call.reply !== undefined) open.received(Buffer.from(call.reply));
    await open.outcome(resultOf(call, [...looked.answered.labels], this.#costOf(call)));
  }
}

interface Looked {
  readonly sent: Classified;
  readonly answered: Classified;
}

/** A crash stood between its intent and its outcome. What was erased stays erased, whatever is imported. */
function isCutOff({ status, erased }: KnownCall): boolean {
  return status === 'unknown' && !erased;
}

function foundIn({ sent, answered }: Looked): Readonly<Record<string, number>> {
  const found: Record<string, number> = { ...sent.found };
  for (const [detector, places] of Object.entries(answered.found)) {
    found[detector] = (found[detector] ?? 0) + places;
  }
  return found;
}

/** Vendors that are programs on the caller's own machine, by the names that other gateways have for them. */
const ownMachines: ReadonlySet<string> = new Set([
  'ollama',
  'ollama_chat',
  'llamafile',
  'lm_studio',
  'vllm',
  'hosted_vllm',
  'llama.cpp',
]);

/** Destinations that this node itself goes by, and that answered none of these calls. */
const ourNames: ReadonlySet<string> = new Set(['local', agentsMachine]);

/** What is known of where it went: the vendor's name, and nothing of the contract or the country of then. */
function destinationOf({ vendor }: ImportedCall): Destination {
  return {
    provider: ourNames.has(vendor.name) ? `${vendor.name}-elsewhere` : vendor.name,
    legalEntity: undefined,
    country: undefined,
    retentionDays: undefined,
    trainsOnData: undefined,
    local: ownMachines.has(vendor.name) ? 'declared' : 'no',
  };
}

function resultOf(call: ImportedCall, labels: readonly string[], cost: Cost | undefined): AttemptResult {
  return {
    status: call.status,
    error: call.status === 'completed' ? undefined : 'import_not_answered',
    http: undefined,
    finish: call.finish,
    servedModel: undefined,
    usage: call.usage,
    engine: undefined,
    labels,
    firstByteMs: undefined,
    totalMs: call.totalMs,
    warnings: [],
    ...(cost === undefined ? {} : { cost }),
  };
}
