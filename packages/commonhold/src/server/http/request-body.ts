import type { IncomingMessage } from 'node:http';
import { CommonholdError } from '#base';

/**
 * The whole body of a request, which is JSON. Throws `body_encoding_refused`, `content_type_refused`, `body_too_large`,
 * `body_incomplete`, and whatever `take` throws, which is told of each piece before it is kept.
 */
export function readRequestBody(
  request: IncomingMessage,
  bytesMax: number,
  take?: (bytes: number) => void,
): Promise<Uint8Array> {
  const type = request.headers['content-type'];
  if (type !== undefined && !/^application\/json\s*(;|$)/i.test(type)) {
    return Promise.reject(new CommonholdError('content_type_refused', { type: JSON.stringify(type) }));
  }
  return readRequestBytes(request, bytesMax, take);
}

/** The same for a body of any type, where a protocol of others names none. */
export function readRequestBytes(
  request: IncomingMessage,
  bytesMax: number,
  take?: (bytes: number) => void,
): Promise<Uint8Array> {
  const refusal = refuseByHeaders(request, bytesMax);
  if (refusal) return Promise.reject(refusal);
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  let refused = false;
  const refuse = (error: unknown): void => {
    // The rest is read and dropped, because a client that is still sending does not see an answer.
    refused = true;
    chunks.length = 0;
    reject(error);
  };
  request.on('data', (chunk: Buffer) => {
    if (refused) return;
    bytes += chunk.length;
    if (bytes > bytesMax) return refuse(new CommonholdError('body_too_large', { limit: bytesMax }));
    try {
      take?.(chunk.length);
    } catch (thrown) {
      return refuse(thrown);
    }
    chunks.push(chunk);
  });
  request.on('end', () => {
    if (!request.complete) return reject(new CommonholdError('body_incomplete'));
    resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, bytes));
  });
  request.on('error', (cause) => reject(new CommonholdError('body_incomplete', {}, { cause })));
  return promise;
}

function refuseByHeaders(request: IncomingMessage, bytesMax: number): CommonholdError | undefined {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    return new CommonholdError('body_encoding_refused', { encoding: JSON.stringify(encoding) });
  }
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) {
    return new CommonholdError('body_too_large', { limit: bytesMax });
  }
  return undefined;
}
