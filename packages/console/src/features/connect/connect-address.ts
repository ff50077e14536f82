/** What the page shows, as its address holds it: an app, the way in which it pays, and where it reaches the node. */
export interface ConnectAddress {
  readonly app: string | undefined;
  readonly way: 'key' | 'subscription';
  /** Undefined: as the node knows itself. */
  readonly address: string | undefined;
}

export function readConnectAddress(search: string): ConnectAddress {
  const query = new URLSearchParams(search);
  return {
    app: query.get('app') ?? undefined,
    way: query.get('way') === 'subscription' ? 'subscription' : 'key',
    address: query.get('address') ?? undefined,
  };
}

export function connectAddress({ app, way, address }: ConnectAddress): string {
  const query = new URLSearchParams();
  if (app !== undefined) query.set('app', app);
  if (way === 'subscription') query.set('way', way);
  if (address !== undefined) query.set('address', address);
  const text = query.toString();
  return text === '' ? '/connect' : `/connect?${text}`;
}

/** A name for a key that no other has: the app's own, or with the next number. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted}-${number}`;
  return name;
}
