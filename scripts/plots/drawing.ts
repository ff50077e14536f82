/** A picture as it is written to docs/pictures, with what it says in words for who does not see it. */
export interface Picture {
  readonly file: string;
  readonly words: string;
  readonly svg: string;
}

/** Who a mark belongs to: us, what we are measured against, or a part of us that is not a figure of its own. */
export type Tone = 'own' | 'other';

/** About as wide as a page of text on a screen, so that its words are as large as the page's. */
export const width = 720;
export const margin = 28;

/**
 * The look of the console, in light and in dark. A picture brings its own paper, so it stands on any page. Words have an
 * edge of paper, so that a line behind them ends before it crosses a letter.
 */
const look = `
text { font-family: 'Source Serif 4', 'Source Serif Pro', Charter, Cambria, 'Noto Serif', 'Liberation Serif', serif; font-size: 15px; fill: #1d1c1a; font-variant-numeric: lining-nums tabular-nums; paint-order: stroke; stroke: #fbfaf7; stroke-width: 5px; stroke-linejoin: round; }
.title { font-size: 19px; font-weight: 600; }
.panel { font-weight: 600; }
.soft { font-size: 13.5px; fill: #5b5850; }
.strong { font-weight: 600; }
.of-own { fill: #0b5a6f; }
.paper { fill: #fbfaf7; }
.grid { stroke: #dbd7cc; }
.axis { stroke: #a9a496; }
.aim { stroke: #1d1c1a; stroke-dasharray: 4 3; }
.own { fill: #0b5a6f; }
.own-line { stroke: #0b5a6f; fill: none; stroke-width: 2; }
.own-ring { stroke: #0b5a6f; fill: #fbfaf7; stroke-width: 2; }
.own-tint { fill: #0b5a6f; fill-opacity: 0.3; }
.own-hatch { fill: url(#hatch); stroke: #0b5a6f; }
.hatch-line { stroke: #0b5a6f; stroke-width: 1.5; }
.other { fill: #a9a496; }
.other-line { stroke: #a9a496; fill: none; stroke-width: 2; }
.other-ring { stroke: #a9a496; fill: #fbfaf7; stroke-width: 2; }
@media (prefers-color-scheme: dark) {
text { fill: #e8e4da; stroke: #17191a; }
.soft { fill: #a8a396; }
.of-own { fill: #7cc4d6; }
.paper { fill: #17191a; }
.grid { stroke: #34383a; }
.axis { stroke: #5d6265; }
.aim { stroke: #e8e4da; }
.own, .own-tint { fill: #7cc4d6; }
.own-line, .own-hatch, .hatch-line { stroke: #7cc4d6; }
.own-ring { stroke: #7cc4d6; fill: #17191a; }
.other { fill: #6d7174; }
.other-line { stroke: #6d7174; }
.other-ring { stroke: #6d7174; fill: #17191a; }
}`;

export function picture(file: string, words: string, height: number, marks: readonly string[]): Picture {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(words)}">
<style>${look}
</style>
<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch-line" x1="0" y1="0" x2="0" y2="5"/></pattern></defs>
<rect class="paper" width="${width}" height="${height}" rx="3"/>
${marks.join('\n')}
</svg>
`;
  return { file, words, svg };
}

export type Scale = (value: number) => number;

/** From zero, always. */
export function scaleFromZero(most: number, start: number, end: number): Scale {
  return (value) => start + (value / most) * (end - start);
}

export function text(
  x: number,
  y: number,
  words: string,
  look = '',
  anchor: 'start' | 'middle' | 'end' = 'start',
): string {
  const classes = look === '' ? '' : ` class="${look}"`;
  const place = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  return `<text x="${round(x)}" y="${round(y)}"${classes}${place}>${escape(words)}</text>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, look: string): string {
  return `<line class="${look}" x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}"/>`;
}

export function box(x: number, y: number, wide: number, high: number, look: string): string {
  return `<rect class="${look}" x="${round(x)}" y="${round(y)}" width="${round(wide)}" height="${round(high)}"/>`;
}

export function dot(x: number, y: number, radius: number, look: string): string {
  return `<circle class="${look}" cx="${round(x)}" cy="${round(y)}" r="${radius}"/>`;
}

export function path(points: readonly (readonly [x: number, y: number])[], look: string): string {
  return `<polyline class="${look}" points="${points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ')}"/>`;
}

/** What is plotted, and the sentence under it that says in what unit and under which conditions. */
export function heading(title: string, below: string): string[] {
  return [text(margin, 42, title, 'title'), text(margin, 64, below, 'soft')];
}

/** Where the first panel begins under a heading. */
export const belowHeading = 92;

/** Enough room for a number in any serif, and the space between it and its unit. */
const digitWidth = 7;
const unitSpace = 5;

/** A rule with round values under a panel, and thin lines up through it. */
export function axisBelow(
  scale: Scale,
  values: readonly number[],
  top: number,
  bottom: number,
  unit: string,
): string[] {
  const first = values[0] ?? 0;
  const last = values.at(-1) ?? 0;
  return [
    ...values.map((value) => line(scale(value), top, scale(value), bottom, 'grid')),
    line(scale(first), bottom, scale(last), bottom, 'axis'),
    ...values.map((value) => text(scale(value), bottom + 18, numberText(value), 'soft', 'middle')),
    text(scale(last) + (numberText(last).length * digitWidth) / 2 + unitSpace, bottom + 18, unit, 'soft'),
  ];
}

export function numberText(value: number): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: 3 });
}

/** Tenths of a pixel are finer than anybody sees, and keep the files readable. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escape(words: string): string {
  return words
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
