import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import {
  ed25519CosignatureVerifier,
  formatAddCheckpoint,
  parseAddCheckpointResponse,
  parseCheckpoint,
  parseNote,
  takeCosignatures,
  TileTree,
} from '@commonhold/tlog';
import { installGoProgram, sumdbProgram } from './go-tools.ts';
import { type PythonTools, witnessVersion } from './python-tools.ts';
import type { Check, ToolReport } from './report.ts';
import { runProgram, type Served, startServer } from './run-program.ts';
import type { SampleLog } from './sample-log.ts';

const checkMs = 20_000;
/** The newest that there is; the project makes no releases. */
const omniwitnessVersion = 'v0.0.0-20260720115447-2e1c6971d19e';

/** It would ask the public logs that it knows for their heads. Nothing listens on port 1, so it asks nobody. */
const nowhere = { HTTP_PROXY: 'http://127.0.0.1:1', HTTPS_PROXY: 'http://127.0.0.1:1' };

interface Witness extends Served {
  /** The verifier key of its cosignatures. */
  readonly key: string;
}

/** A witness in Python. */
export async function checkWithAicsWitness(
  python: PythonTools,
  tools: string,
  workshop: string,
  log: SampleLog,
): Promise<ToolReport> {
  const tool = 'aics-witness';
  const version = witnessVersion;
  if (!('folder' in python)) return { tool, version, ...python, checks: [] };
  const program = join(python.folder, tool);
  return askWitness({ tool, version, tools, log }, async () => {
    const folder = join(workshop, tool);
    await mkdir(folder, { recursive: true });
    const listen = `127.0.0.1:${await freePort()}`;
    const made = await runProgram(program, ['init', '--name', 'witness.example/python', '--listen', listen], {
      timeoutMs: checkMs,
      folder,
    });
    const key = /^witness\.example\/python\+\S+$/m.exec(made.said)?.[0];
    if (key === undefined) throw new Error(`it made no key: ${made.said}`);
    await runProgram(program, ['add-log', '--origin', log.origin, '--vkey', log.key], {
      timeoutMs: checkMs,
      folder,
    });
    return { key, ...(await startServer(program, ['serve'], `http://${listen}`, folder)) };
  });
}

/** The witness of the transparency.dev community, in Go. */
export async function checkWithOmniwitness(
  go: string | undefined,
  tools: string,
  workshop: string,
  log: SampleLog,
): Promise<ToolReport> {
  const tool = 'omniwitness';
  const version = omniwitnessVersion;
  const path = 'github.com/transparency-dev/witness/cmd/omniwitness';
  const installed = await installGoProgram(go, tools, path, omniwitnessVersion);
  if (!('program' in installed)) return { tool, version, ...installed, checks: [] };
  return askWitness({ tool, version, tools, log }, async () => {
    const folder = join(workshop, tool);
    await mkdir(folder, { recursive: true });
    const keys = await runProgram(sumdbProgram(tools), ['witness-keys', 'witness.example/go'], {
      timeoutMs: checkMs,
    });
    const [signing = '', key = ''] = keys.said.trim().split('\n');
    await writeFile(join(folder, 'signing.key'), signing);
    await writeFile(
      join(folder, 'logs.yaml'),
      `Logs:\n  - Origin: ${log.origin}\n    PublicKey: ${log.key}\n    URL: http://127.0.0.1:1/\n    Feeder: none\n`,
    );
    const listen = `127.0.0.1:${await freePort()}`;
    const parameters = [
      '--private_key_path=signing.key',
      '--additional_logs=logs.yaml',
      '--metrics_listen=',
      '--db_file=witness.db',
    ];
    const served = await startServer(
      installed.program,
      [...parameters, `--listen=${listen}`],
      `http://${listen}`,
      folder,
      nowhere,
    );
    return { key, ...served };
  });
}

interface Asked {
  readonly tool: string;
  readonly version: string;
  readonly tools: string;
  readonly log: SampleLog;
}

async function askWitness(asked: Asked, start: () => Promise<Witness>): Promise<ToolReport> {
  const { tool, version } = asked;
  let witness: Witness;
  try {
    witness = await start();
  } catch (thrown) {
    const said = String(thrown);
    return { tool, version, state: 'ran', checks: [{ what: 'it starts and has a key', holds: false, said }] };
  }
  try {
    return { tool, version, state: 'ran', checks: await ask(asked, witness) };
  } catch (thrown) {
    const said = `${witness.said().slice(-300)}\n${String(thrown)}`;
    return {
      tool,
      version,
      state: 'ran',
      checks: [{ what: 'it cosigns our checkpoint', holds: false, said }],
    };
  } finally {
    await witness.stop();
  }
}

/** As a log asks: first with an older head, then with the growth since. */
async function ask({ tools, log, tool }: Asked, witness: Witness): Promise<Check[]> {
  const older = await readFile(log.older, 'utf8');
  const newer = await readFile(join(log.folder, 'checkpoint'), 'utf8');
  const from = parseCheckpoint(parseNote(older).text).size;
  const head = parseCheckpoint(parseNote(newer).text);
  const tree = await TileTree.open(sha256, head, {
    read: (path) => readFile(join(log.folder, path)).catch(() => undefined),
  });
  const proof = await tree.consistencyProof(from);
  const checks: Check[] = [];
  const first = await post(witness, formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: older }));
  checks.push({
    what: 'it cosigns an older checkpoint of ours',
    holds: first.kind === 'cosigned',
    said: str(first),
  });
  const [wrong, ...rest] = proof;
  const changed = [Uint8Array.from(wrong ?? [], (byte, at) => (at === 0 ? byte ^ 1 : byte)), ...rest];
  const refused = await post(
    witness,
    formatAddCheckpoint({ oldSize: from, proof: changed, checkpoint: newer }),
  );
  const isRefused = refused.kind === 'refused' && refused.reason === 'not-consistent';
  checks.push({
    what: 'it refuses a proof of growth with a wrong hash',
    holds: isRefused,
    said: str(refused),
  });
  const stale = await post(witness, formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: newer }));
  const isTold = stale.kind === 'other-size' && stale.size === from;
  checks.push({
    what: 'it tells the size that it has when ours is another',
    holds: isTold,
    said: str(stale),
  });
  const second = await post(witness, formatAddCheckpoint({ oldSize: from, proof, checkpoint: newer }));
  checks.push({ what: 'it cosigns the growth since', holds: second.kind === 'cosigned', said: str(second) });
  if (second.kind !== 'cosigned') return checks;
  const verifier = ed25519CosignatureVerifier(sha256, witness.key, verifyEd25519);
  const taken = takeCosignatures(newer, second.lines, [verifier]);
  checks.push({
    what: 'we take its cosignature',
    holds: taken.cosignatures.length === 1,
    said: second.lines,
  });
  const file = join(tools, `${tool}-checkpoint`);
  await writeFile(file, taken.note);
  const read = await runProgram(sumdbProgram(tools), ['cosignature', file, witness.key], {
    timeoutMs: checkMs,
  });
  // Without Go there is no other reader; the row of Go says so.
  if (read.code !== null) {
    checks.push({ what: 'sumdb reads the cosigned checkpoint', holds: read.code === 0, said: read.said });
  }
  return checks;
}

async function post(witness: Witness, body: string): Promise<ReturnType<typeof parseAddCheckpointResponse>> {
  const reply = await fetch(`${witness.address}/add-checkpoint`, {
    method: 'POST',
    body,
    signal: AbortSignal.timeout(checkMs),
  });
  const contentType = reply.headers.get('content-type') ?? '';
  return parseAddCheckpointResponse({ status: reply.status, contentType, body: await reply.text() });
}

function str(answer: unknown): string {
  return JSON.stringify(answer);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

/** DER in front of a raw Ed25519 public key. */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' });
  return verify(null, message, key, signature);
}
