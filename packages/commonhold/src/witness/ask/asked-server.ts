import type { WitnessOptions } from '../witness-options.ts';

/** One address that is asked, with every witness that answers there: a witness may have a key of each kind. */
export interface AskedServer {
  readonly address: string;
  readonly names: readonly string[];
}

/** One request each, in the order of the options. */
export function serversOf(asked: WitnessOptions['ask']): AskedServer[] {
  const servers = new Map<string, string[]>();
  for (const { name, url } of asked) {
    const address = url.replace(/\/+$/, '');
    const names = servers.get(address);
    if (names === undefined) servers.set(address, [name]);
    else names.push(name);
  }
  return [...servers].map(([address, names]) => ({ address, names }));
}
