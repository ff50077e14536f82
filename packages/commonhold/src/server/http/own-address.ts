/** Where people reach a node: what the owner says, or else where the machine of the node itself reaches it. */
export function addressForPeople(publicUrl: string | undefined, address: string, port: number): string {
  return publicUrl ?? ownAddress(address, port);
}

/** A node that listens everywhere is reached by the loopback address. */
function ownAddress(address: string, port: number): string {
  const host = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
