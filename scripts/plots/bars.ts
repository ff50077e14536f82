import { box, line, margin, type Scale, text, type Tone } from './drawing.ts';
import type { Figure } from './tables.ts';

/** Where the names end and the bars begin. */
export const barStart = 216;
/** Where the longest bar ends, so that its figure still finds room. */
export const barEnd = 568;
const rowHeight = 44;
const barHeight = 16;

export interface BarRow {
  readonly name: string;
  /** A second, softer line under the name. */
  readonly detail: string;
  readonly figure: Figure;
  readonly tone: Tone;
  /** What stands at the end of the bar. */
  readonly label: string;
  /** Where an aim that was missed ends the solid bar: the rest of it, or what lacks, is hatched. */
  readonly missedAim?: number;
}

/** Bars from zero, named on the left; what lies between the least and the most is tinted. */
export function bars(rows: readonly BarRow[], scale: Scale, top: number): string[] {
  return rows.flatMap(({ name, detail, figure, tone, label, missedAim }, index) => {
    const middle = top + (index + 0.5) * rowHeight;
    const bar = (from: number, to: number, look: string): string =>
      box(scale(from), middle - barHeight / 2, scale(to) - scale(from), barHeight, look);
    const { least, most } = figure;
    const solid = missedAim === undefined ? least : Math.min(least, missedAim);
    const marks = [bar(0, solid, tone)];
    if (most > least) marks.push(bar(least, most, 'own-tint'));
    if (missedAim !== undefined) marks.push(bar(solid, Math.max(most, missedAim), 'own-hatch'));
    const end = scale(Math.max(most, missedAim ?? 0));
    const names =
      detail === ''
        ? [text(margin, middle + 5, name)]
        : [text(margin, middle - 2, name), text(margin, middle + 15, detail, 'soft')];
    return [...names, ...marks, text(end + 8, middle + 5, label, tone === 'own' ? 'of-own' : '')];
  });
}

export function barsHeight(rows: number): number {
  return rows * rowHeight;
}

/** An aim is a broken line through its panel, with its words above it. */
export function aimLine(x: number, top: number, bottom: number, words: string): string[] {
  return [line(x, top - 4, x, bottom, 'aim'), text(x, top - 10, words, 'soft', 'middle')];
}
