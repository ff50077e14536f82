import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  cosign,
  cosignatureType,
  decideAddCheckpoint,
  ed25519Cosigner,
  ed25519Verifier,
  formatAddCheckpointResponse,
  formatVerifierKey,
  parseVerifierKey,
  type WitnessState,
} from '@commonhold/tlog';
import { verifySignature } from '../../packages/commonhold/src/ledger/index.ts';
import { sha256 } from '../../packages/commonhold/src/store/index.ts';

/** A witness of the standard that keeps all it knows in memory. */
export interface TinyWitness {
  /** The row for `witnesses.ask` in commonhold.yaml. */
  readonly yaml: string;
  /** From now on it cosigns heads of the log with this key. */
  accept(verifierKey: string): void;
  /** The size of the newest head that it cosigned under a name. */
  sizeOf(origin: string): number | undefined;
  /** Loses what it knew of a log; the next head that it is shown is the first for it. */
  forget(origin: string): void;
  /** Says of a log that it has cosigned a head of this size. */
  claim(origin: string, size: number): void;
  /** Answers so many requests with a failure first. */
  failures: number;
  /** Answers nobody, until it is told to answer again. */
  isDown: boolean;
  close(): Promise<void>;
}

export async function startTinyWitness(name: string): Promise<TinyWitness> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const time = (): number => Math.floor(Date.now() / 1000);
  const signer = ed25519Cosigner(sha256, name, raw, (message) => sign(null, message, privateKey), time);
  const key = formatVerifierKey(sha256, name, cosignatureType, raw);
  const accepted = new Map<string, string>();
  const states = new Map<string, WitnessState>();
  const witness = { isDown: false, failures: 0 };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const isFailing = witness.failures > 0;
    witness.failures = Math.max(0, witness.failures - 1);
    if (witness.isDown || isFailing) {
      response.writeHead(503).end();
      return;
    }
    const decision = decideAddCheckpoint(sha256, Buffer.concat(chunks).toString(), (origin) => {
      const logKey = accepted.get(origin);
      const latest = states.get(origin);
      return logKey === undefined
        ? undefined
        : { verifiers: [ed25519Verifier(sha256, logKey, verifySignature)], latest };
    });
    if (decision.kind === 'accepted') states.set(decision.next.origin, decision.next);
    const reply = formatAddCheckpointResponse(
      decision.kind === 'accepted' ? { kind: 'cosigned', lines: cosign(decision.next, [signer]) } : decision,
    );
    response.writeHead(reply.status, { 'content-type': reply.contentType }).end(reply.body);
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  return Object.assign(witness, {
    yaml: `{ name: ${name}, key: "${key}", url: "http://127.0.0.1:${port}" }`,
    accept(verifierKey: string) {
      accepted.set(parseVerifierKey(sha256, verifierKey).name, verifierKey);
    },
    claim(origin: string, size: number) {
      states.set(origin, { origin, size, root: new Uint8Array(32), text: '', logLines: '' });
    },
    forget: (origin: string) => void states.delete(origin),
    sizeOf: (origin: string) => states.get(origin)?.size,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}
