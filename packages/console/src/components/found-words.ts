import type { Text } from '../text/text.ts';
import { numberText } from './written.ts';

/** How often what was found, such as `e-mail addresses: 2`; undefined where nothing is said of it. */
export function namedCounts(
  counts: unknown,
  { detectors, found }: Pick<Text['deciding'], 'detectors' | 'found'>,
): string | undefined {
  if (typeof counts !== 'object' || counts === null || Array.isArray(counts)) return undefined;
  const entries = Object.entries(counts);
  if (entries.length === 0) return undefined;
  return entries
    .map(([name, count]) => {
      const named = Object.hasOwn(detectors, name) ? detectors[name as keyof typeof detectors] : name;
      return found.count(named, typeof count === 'number' ? numberText(count) : '?');
    })
    .join(', ');
}
