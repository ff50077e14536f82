import type { IncomingMessage } from 'node:http';
import { CommonholdError } from '#base';
import type { Principal } from '#call';
import type { Sessions } from '#identity';

/**
 * Cookies do not tell ports apart, and a person may run two nodes on one machine, so the name holds the port that the
 * connection came in by.
 */
function cookieName(request: IncomingMessage): string {
  return `commonhold-${request.socket.localPort ?? 0}`;
}

/** The session's token of a request; undefined when there is none. */
export function sessionToken(request: IncomingMessage): string | undefined {
  const name = cookieName(request);
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals !== -1 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}

/**
 * Who sits at the browser. Undefined without a cookie, or when a key was sent: the key counts then. Throws
 * `session_over`, and `origin_refused` for a change that the browser does not say to be our own page's. `SameSite=Strict`
 * keeps the cookie from other sites already; this holds where a browser would not.
 */
export function principalOfSession(request: IncomingMessage, sessions: Sessions): Principal | undefined {
  const { headers } = request;
  if (headers['x-commonhold-key'] !== undefined || headers.authorization !== undefined) return undefined;
  const token = sessionToken(request);
  if (token === undefined) return undefined;
  const session = sessions.get(token);
  if (!session) throw new CommonholdError('session_over');
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const ours = headers['sec-fetch-site'] === 'same-origin' || headers.origin !== undefined;
  // Which origin it is was checked at the door; a request of a page always names one of the two.
  if (!reads && !ours) throw new CommonholdError('origin_refused');
  return session.principal;
}

/** `expires` in milliseconds since 1970; 0 takes the cookie away. Behind TLS it travels over nothing else. */
export function setCookie(request: IncomingMessage, token: string, expires: number, secure: boolean): string {
  const parts = [
    `${cookieName(request)}=${token}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
    `Expires=${new Date(expires).toUTCString()}`,
  ];
  return [...parts, ...(secure ? ['Secure'] : [])].join('; ');
}
