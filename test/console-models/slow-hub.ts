import { createReadStream } from 'node:fs';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

export interface SlowHub {
  readonly address: string;
  readonly host: string;
  /** The path and `range` of each request, in order. */
  readonly asked: string[];
  /** While set, bytes come in drops that a person could watch; otherwise as fast as they go. */
  slow: boolean;
  close(): Promise<void>;
}

/** What the hub has under a path: a file of this machine, or that many bytes that are no model. */
export type HubFile = { readonly path: string; readonly bytes: number } | { readonly bytes: number };

const pieceBytes = 256 * 1024;
const dropMs = 50;

/** A model hub on this machine, of which nothing is real but the protocol. A path that it does not know is a 404. */
export async function startSlowHub(files: ReadonlyMap<string, HubFile>): Promise<SlowHub> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const range = request.headers.range;
    hub.asked.push(`${request.url}${range === undefined ? '' : ` ${range}`}`);
    const name = request.url?.split('/').at(-1) ?? '';
    const file = files.get(name);
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    response.writeHead(range === undefined ? 200 : 206, {
      etag: '"one"',
      'content-length': file.bytes - from,
      ...(range === undefined ? {} : { 'content-range': `bytes ${from}-${file.bytes - 1}/${file.bytes}` }),
    });
    for await (const piece of piecesOf(file, from)) {
      if (response.destroyed) return;
      if (!response.write(piece)) await takes(response);
      if (hub.slow) await wait(dropMs);
    }
    response.end();
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const hub: SlowHub = {
    address: `http://${host}`,
    host,
    asked: [],
    slow: true,
    async close() {
      hub.slow = false;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return hub;
}

/** Resolves when it takes more, or never will. */
async function takes(response: ServerResponse): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  response.on('drain', resolve).on('close', resolve);
  await promise;
  response.off('drain', resolve).off('close', resolve);
}

function piecesOf(file: HubFile, from: number): AsyncIterable<Buffer> {
  if ('path' in file) return createReadStream(file.path, { start: from, highWaterMark: pieceBytes });
  return Readable.from(
    (function* () {
      for (let at = from; at < file.bytes; at += pieceBytes) {
        yield Buffer.alloc(Math.min(pieceBytes, file.bytes - at), 7);
      }
    })(),
  );
}
