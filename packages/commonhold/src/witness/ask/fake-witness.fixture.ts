import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  cosign,
  cosignatureType,
  decideAddCheckpoint,
  ed25519Cosigner,
  ed25519Verifier,
  formatAddCheckpointResponse,
  formatVerifierKey,
  type Signer,
  type WitnessState,
} from '@commonhold/tlog';
import { verifySignature } from '#ledger';
import { sha256 } from '#store';

/** What a witness does with a request in place of what it should do. */
export type Misdeed = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A witness of one log over real HTTP, which can be told to misbehave. */
export interface FakeWitness {
  readonly address: string;
  readonly key: string;
  /** Requests so far, as they came. */
  readonly requests: string[];
  /** What it has cosigned last. */
  latest: WitnessState | undefined;
  misdeed: Misdeed | undefined;
  /** Makes a cosignature of its own with another key under its name. */
  readonly liar: Signer;
  close(): Promise<void>;
}

export async function fakeWitness(name: string, logKey: () => string): Promise<FakeWitness> {
  const signer = cosignerOf(name);
  const requests: string[] = [];
  const witness = {
    address: '',
    key: signer.key,
    requests,
    latest: undefined as WitnessState | undefined,
    misdeed: undefined as Misdeed | undefined,
    liar: { ...cosignerOf(name).signer, keyId: signer.signer.keyId },
    close: () => close(server),
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const body = Buffer.concat(chunks).toString();
    requests.push(body);
    if (witness.misdeed !== undefined) return witness.misdeed(request, response, body);
    const decision = decideAddCheckpoint(sha256, body, (origin) =>
      logKey().startsWith(`${origin}+`)
        ? { verifiers: [ed25519Verifier(sha256, logKey(), verifySignature)], latest: witness.latest }
        : undefined,
    );
    if (decision.kind === 'accepted') witness.latest = decision.next;
    const reply = formatAddCheckpointResponse(
      decision.kind === 'accepted'
        ? { kind: 'cosigned', lines: cosign(decision.next, [signer.signer]) }
        : decision,
    );
    response.writeHead(reply.status, { 'content-type': reply.contentType }).end(reply.body);
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const bound = server.address();
  witness.address = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`;
  return witness;
}

/** Answers with a status and nothing else. */
export function status(code: number, headers: Readonly<Record<string, string>> = {}, body = ''): Misdeed {
  return (_, response) => {
    response.writeHead(code, headers).end(body);
  };
}

/** Takes the request and never answers. */
export const hang: Misdeed = () => undefined;

function cosignerOf(name: string): { readonly signer: Signer; readonly key: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x } = createPublicKey(publicKey.export({ format: 'pem', type: 'spki' })).export({ format: 'jwk' });
  const raw = Buffer.from(x ?? '', 'base64url');
  return {
    signer: ed25519Cosigner(
      sha256,
      name,
      raw,
      (message) => sign(null, message, privateKey),
      () => 1_800_000_000,
    ),
    key: formatVerifierKey(sha256, name, cosignatureType, raw),
  };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
  });
}
