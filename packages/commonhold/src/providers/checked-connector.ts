import { buildConnector } from 'undici';

/**
 * Opens connections and looks at each once it stands, before a byte goes over it: at the address of the socket itself, so it
 * makes no difference what the name resolved to a moment ago. `refusal` says why an address may not be talked to; a connection
 * that stays open stays at the address that was looked at.
 */
export function checkedConnector(
  connectMs: number,
  refusal: (address: string) => Error | undefined,
): buildConnector.connector {
  const connect = buildConnector({ timeout: connectMs });
  return (target, callback) =>
    connect(target, (...[failure, socket]) => {
      if (failure !== null) return callback(failure, null);
      const problem = refusal(socket.remoteAddress ?? 'an address that is not told');
      if (problem === undefined) return callback(null, socket);
      socket.destroy();
      return callback(problem, null);
    });
}
