import type { Remedy } from './engine.ts';

/** The name of a provider, as the owner gives them. */
const providerName = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/;
/** The name of a person's key; without the characters that trails are put together with. */
const personName = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._@'/-]{0,98}[\p{L}\p{N}.'])?$/u;

/** Whom `approve:` can name by what they are: any owner, or one who is not the caller. Everything else is a key's name. */
export const approverRoles = { owner: 'owner', anotherOwner: 'another-owner' } as const;

/** What stands in `@remedy("…")`; undefined when it is none that we know. */
export function parseRemedy(text: string): Remedy | undefined {
  const colon = text.indexOf(':');
  const type = colon < 0 ? text : text.slice(0, colon);
  const target = colon < 0 ? undefined : text.slice(colon + 1);
  if (type === 'reroute' && (target === undefined || providerName.test(target))) return { type, to: target };
  if (type === 'pseudonymise' && target === undefined) return { type };
  if (type === 'approve' && target !== undefined && personName.test(target)) return { type, by: target };
  return undefined;
}

/** The same text again, for people. */
export function remedyText(remedy: Remedy): string {
  switch (remedy.type) {
    case 'reroute':
      return remedy.to === undefined ? 'reroute' : `reroute:${remedy.to}`;
    case 'pseudonymise':
      return 'pseudonymise';
    case 'approve':
      return `approve:${remedy.by}`;
  }
}
