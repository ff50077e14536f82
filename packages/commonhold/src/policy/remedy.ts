import type { Remedy } from './engine.ts';

/** A name as the owner gives them: providers, and who approves. */
const name = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/;

/** What stands in `@remedy("…")`; undefined when it is none that we know. */
export function parseRemedy(text: string): Remedy | undefined {
  const colon = text.indexOf(':');
  const type = colon < 0 ? text : text.slice(0, colon);
  const target = colon < 0 ? undefined : text.slice(colon + 1);
  if (target !== undefined && !name.test(target)) return undefined;
  if (type === 'reroute') return { type, to: target };
  if (type === 'pseudonymise' && target === undefined) return { type };
  if (type === 'approve' && target !== undefined) return { type, by: target };
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
