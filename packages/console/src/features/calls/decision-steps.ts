import { numberText } from '../../components/written.ts';
import type { Text } from '../../text/text.ts';

type Words = Text['calls']['call'];

/** One step of a trail such as `deny:eu-only`, in words; a step of a newer node is shown as it stands. */
export function stepWords(step: string, { steps }: Words): string {
  const colon = step.indexOf(':');
  const [what, which] = colon === -1 ? [step, ''] : [step.slice(0, colon), step.slice(colon + 1)];
  switch (what) {
    case 'allow':
    case 'deny':
    case 'reroute':
    case 'approve':
      return which === '' ? steps.other(step) : steps[what](which);
    case 'pseudonymise':
      return which === '' ? steps.pseudonymise : steps.other(step);
    default:
      return steps.other(step);
  }
}

/** A fact that the rules saw: its name and its value as people read them. */
export function factWords(
  name: string,
  value: unknown,
  text: Words,
  none: string,
): readonly [string, string] {
  const { factNames } = text;
  const shown = Object.hasOwn(factNames, name) ? factNames[name as keyof typeof factNames] : name;
  if (typeof value === 'boolean') return [shown, value ? text.yes : text.no];
  if (typeof value === 'number') return [shown, numberText(value)];
  if (typeof value === 'string') return [shown, value];
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) {
    return [shown, value.length === 0 ? none : value.join(', ')];
  }
  if (name === 'found' && typeof value === 'object' && value !== null) {
    return [shown, foundWords(Object.entries(value), text)];
  }
  return [shown, JSON.stringify(value) ?? ''];
}

/** How many places each detector found. */
function foundWords(found: readonly (readonly [string, unknown])[], { detectors }: Words): string {
  return found
    .map(([detector, count]) => {
      const named = Object.hasOwn(detectors, detector)
        ? detectors[detector as keyof typeof detectors]
        : detector;
      return `${named}: ${typeof count === 'number' ? numberText(count) : '?'}`;
    })
    .join(', ');
}
