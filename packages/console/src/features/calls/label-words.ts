import type { CallView } from 'commonhold/api';
import type { Text } from '../../text/text.ts';

const origins = ['key', 'header', 'run', 'parent', 'source', 'resent'] as const;

/**
 * Where each label of a call came from, as far as the record says: it names what was not found in the bytes. A label that it
 * names nowhere was found there, or is of a node that did not keep this yet.
 */
export function labelOrigins(
  { labels, facts }: Pick<CallView, 'labels' | 'facts'>,
  { labels: words }: Text['deciding'],
): readonly (readonly [label: string, origin: string])[] {
  const told = facts['labelSources'];
  return labels.map((label) => {
    const from = origins.filter((origin) => listed(told, origin).includes(label));
    return [
      label,
      from.length === 0 ? words.found : words.joined(from.map((origin) => words.origins[origin])),
    ];
  });
}

function listed(told: unknown, origin: string): readonly unknown[] {
  if (typeof told !== 'object' || told === null || !Object.hasOwn(told, origin)) return [];
  const list: unknown = (told as Readonly<Record<string, unknown>>)[origin];
  return Array.isArray(list) ? list : [];
}
