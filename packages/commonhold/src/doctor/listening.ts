import type { Situation } from './situation.ts';

/** What `COMMONHOLD_PORT` asks for, which takes the place of `server.port`. */
export function portAskedFor(
  environment: Readonly<Record<string, string | undefined>>,
): number | undefined | 'invalid' {
  const text = environment['COMMONHOLD_PORT'];
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : 'invalid';
}

export interface Listening {
  readonly address: string;
  readonly port: number;
}

/** What a start would listen on; undefined when the configuration cannot be read. */
export function plannedListening({ configuration, world }: Situation): Listening | undefined {
  const asked = portAskedFor(world.environment);
  if (configuration.type === 'invalid' || asked === 'invalid') return undefined;
  const { address, port } = configuration.value.server;
  return { address, port: asked ?? port };
}

/** The addresses that a node listens on without `server.behindProxy`. */
export function isLoopback(address: string): boolean {
  return ['127.0.0.1', '::1', 'localhost'].includes(address);
}

/** Where to knock for a server that listens on `address`: all addresses together include the loopback ones. */
export function reachableAt(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  return address === '::' ? '::1' : address;
}
