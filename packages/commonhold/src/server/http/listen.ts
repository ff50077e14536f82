import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import { chmod } from 'node:fs/promises';
import { CommonholdError } from '#base';

/** Longer than the idle time of common clients and proxies, so that the client is the one who closes. */
const keepAliveMs = 75_000;
/** A client has this long to send its whole request. */
const requestMs = 300_000;

function serverFor(listener: RequestListener): Server {
  const server = createServer({ keepAlive: true, noDelay: true }, listener);
  server.keepAliveTimeout = keepAliveMs;
  server.requestTimeout = requestMs;
  return server;
}

/** Listens on TCP. Throws `port_in_use`. */
export async function listenOnPort(
  listener: RequestListener,
  address: string,
  port: number,
): Promise<Server> {
  const server = serverFor(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (thrown: NodeJS.ErrnoException) => {
      reject(
        thrown.code === 'EADDRINUSE'
          ? new CommonholdError('port_in_use', { port }, { cause: thrown })
          : thrown,
      );
    });
    server.listen(port, address, resolve);
  });
  return server;
}

/** Listens on the socket in the home folder: the command line's door. */
export async function listenInHome(listener: RequestListener, socket: string): Promise<Server> {
  const server = serverFor(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
  await chmod(socket, 0o600);
  return server;
}

/** A reply that is on its last bytes gets this long before its connection is cut. */
const lastBytesMs = 2000;

/** Takes no new connections, waits for `work` to end what is under way, then closes what is left. */
export async function stopListening(servers: readonly Server[], work: () => Promise<void>): Promise<void> {
  const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
  await work();
  for (const server of servers) server.closeIdleConnections();
  const cut = setTimeout(() => servers.forEach((server) => server.closeAllConnections()), lastBytesMs);
  await Promise.all(closed);
  clearTimeout(cut);
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/** Beyond loopback only behind a declared proxy that ends TLS. Throws `address_refused`. */
export function checkAddress(address: string, behindProxy: boolean): void {
  if (!loopback.has(address) && !behindProxy) throw new CommonholdError('address_refused', { address });
}
