import { buildConnector } from 'undici';

/** A connection as it stands. */
export type StandingSocket = NonNullable<Parameters<buildConnector.Callback>[1]>;

/**
 * Opens connections and looks at each once it stands, before a byte goes over it: at the address of the socket itself, so it
 * makes no difference what the name resolved to a moment ago. `refusal` says why an address may not be talked to; a connection
 * that stays open stays at the address that was looked at. `stands` is told of each connection that may be used.
 */
export function checkedConnector(
  connectMs: number,
  refusal: (address: string) => Error | undefined,
  stands: (socket: StandingSocket) => void = () => undefined,
): buildConnector.connector {
  const connect = buildConnector({ timeout: connectMs });
  return (target, callback) =>
    connect(target, (...[failure, socket]) => {
      if (failure !== null) return callback(failure, null);
      const problem = refusal(socket.remoteAddress ?? 'an address that is not told');
      if (problem === undefined) {
        stands(socket);
        return callback(null, socket);
      }
      socket.destroy();
      return callback(problem, null);
    });
}
