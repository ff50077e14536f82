import { type Keys, ownerBySocket } from '#identity';
import type { PrincipalView } from './calls-view.ts';

/** Who that is, in words. A principal whose key is not listed, as in a home put together from others, keeps its id. */
export function principalView(keys: Keys, id: string): PrincipalView {
  if (id === ownerBySocket.id) {
    return { id, name: ownerBySocket.name, kind: ownerBySocket.kind, revoked: false };
  }
  const key = keys.ofPrincipal(id);
  if (!key) return { id, name: id, kind: 'app', revoked: true };
  return { id, name: key.name, kind: key.kind, revoked: key.revoked !== undefined };
}

export function allPrincipals(keys: Keys): PrincipalView[] {
  return [ownerBySocket.id, ...keys.principals()].map((id) => principalView(keys, id));
}

/** Principals whose names have that text in them. */
export function principalsNamed(keys: Keys, text: string): string[] {
  const wanted = text.toLowerCase();
  return allPrincipals(keys)
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .map(({ id }) => id);
}
