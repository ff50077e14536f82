/** Where the machine of the node itself reaches it: a node that listens everywhere does so by the loopback address. */
export function ownAddress(address: string, port: number): string {
  const host = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * The console's address with a one-time code in its fragment: a browser sends that part to nobody, and no log of a
 * server or proxy holds it.
 */
export function consoleLink(address: string, port: number, code: string): string {
  return `${ownAddress(address, port)}/#code=${code}`;
}
