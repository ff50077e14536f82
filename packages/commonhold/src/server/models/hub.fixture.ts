import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TestHub {
  readonly address: string;
  readonly content: Buffer;
  readonly sha256: string;
  /** The `range` of each request, in order; none is the whole file. */
  readonly ranges: (string | undefined)[];
  /** While set, an answer stops in the middle and goes on when it is released. */
  held: boolean;
  /** One byte of what it sends is wrong. */
  lying: boolean;
  release(): void;
  close(): Promise<void>;
}

/** A model hub on this machine: it knows ranges and entity tags, and can be held while it answers. */
export async function startHub(): Promise<TestHub> {
  const content = Buffer.alloc(600_000, 'the weights of a small model, said many times over. ');
  const lie = Buffer.from(content);
  lie[599_999] = 0;
  const waiting = new Map<ServerResponse, Buffer>();
  const server = createServer((request, response) => {
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    hub.ranges.push(request.headers.range);
    const from = Number(range?.[1] ?? 0);
    const body = (hub.lying ? lie : content).subarray(from);
    response.setHeader('etag', '"one"');
    response.setHeader('content-length', body.length);
    if (range) {
      response.setHeader('content-range', `bytes ${from}-${content.length - 1}/${content.length}`);
      response.statusCode = 206;
    }
    const half = Math.floor(body.length / 2);
    response.write(body.subarray(0, half));
    if (hub.held) waiting.set(response, body.subarray(half));
    else response.end(body.subarray(half));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const hub: TestHub = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    content,
    sha256: createHash('sha256').update(content).digest('hex'),
    ranges: [],
    held: false,
    lying: false,
    release() {
      hub.held = false;
      for (const [response, rest] of waiting) response.end(rest);
      waiting.clear();
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return hub;
}
