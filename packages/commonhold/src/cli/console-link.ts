/**
 * The console's address with a one-time code in its fragment: a browser sends that part to nobody, and no log of a
 * server or proxy holds it.
 */
export function consoleLink(address: string, port: number, code: string): string {
  // A node that listens everywhere is reached on its own machine by the loopback address.
  const host = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}/#code=${code}`;
}
