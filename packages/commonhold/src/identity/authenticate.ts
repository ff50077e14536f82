import { CommonholdError } from '#base';
import type { Principal } from '#call';
import { isOver, type Keys } from './keys.ts';
import { keyDigestText, keyPrefix } from './key.ts';

/** The headers in which a client may show its key, lower case. Ours comes first, so that a vendor's own can pass. */
type HeaderLookup = (name: string) => string | undefined;

/** Who may open the home folder owns the node: the socket in it needs no key. */
export const ownerBySocket: Principal = {
  id: 'p_owner',
  kind: 'person',
  name: 'owner',
  role: 'owner',
  project: 'default',
  key: 'socket',
  labels: [],
};

/** The principal of a request, at a time. Throws `key_missing`, `key_unknown`, `key_expired`. */
export function authenticate(header: HeaderLookup, keys: Keys, now: number): Principal {
  const key = keyOf(header);
  if (key === undefined) throw new CommonholdError('key_missing');
  const found = key.startsWith(keyPrefix) ? keys.get(keyDigestText(key)) : undefined;
  if (!found) throw new CommonholdError('key_unknown');
  requireUnexpired(found.name, found.expires, now);
  return found.principal;
}

/** Whoever shows the key is told: it is theirs, and a stranger cannot guess one. */
function requireUnexpired(name: string, expires: number | undefined, now: number): void {
  if (expires === undefined || !isOver(expires, now)) return;
  throw new CommonholdError('key_expired', { name, time: new Date(expires).toISOString() });
}

/**
 * Whether what was allowed a while ago may still begin: after people were asked, and before a sending is repeated. Throws
 * `key_unknown`, `key_expired`.
 */
export function requireInForce({ key: id }: Principal, keys: Keys, now: number): void {
  const key = keys.find(id);
  // Who came by the socket in the home folder has no key that could end.
  if (key?.id !== id) return;
  if (key.revoked !== undefined) throw new CommonholdError('key_unknown');
  requireUnexpired(key.name, key.expires === undefined ? undefined : Date.parse(key.expires), now);
}

/** Where clients of the several vendors show a key, in the order in which we look; ours comes before. */
const vendorHeaders = ['x-api-key', 'x-goog-api-key'];

function keyOf(header: HeaderLookup): string | undefined {
  const own = header('x-commonhold-key');
  if (own !== undefined) return own.trim();
  const authorization = header('authorization');
  const bearer = authorization === undefined ? undefined : /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  if (bearer !== undefined) return bearer;
  for (const name of vendorHeaders) {
    const key = header(name);
    if (key !== undefined) return key.trim();
  }
  return undefined;
}
