import { aimLine, barEnd, barStart } from './bars.ts';
import {
  axisBelow,
  belowHeading,
  box,
  dot,
  heading,
  line,
  margin,
  numberText,
  type Picture,
  picture,
  scaleFromZero,
  text,
} from './drawing.ts';
import { figureOf, numberOf, type PageTables, type Row } from './tables.ts';

const section = 'The console';
const rowHeight = 34;
const second = 1000;

/** When somebody who opens the console for the first time sees something, and when all is there. */
export function consoleTimes(tables: PageTables): Picture {
  const rows = tables.rows(section, 'page').filter((row) => row('processor') !== '');
  const aim = numberOf(tables.row('The aims', 'aim', 'first paint of the console, ms')('set'));
  const most = Math.max(...rows.map((row) => figureOf(row('at rest ms')).most));
  const seconds = Math.ceil(Math.max(most, aim) / second);
  const grid = Array.from({ length: seconds + 1 }, (_, index) => index * second);
  const scale = scaleFromZero(seconds * second, barStart, barEnd);
  const marks = heading(
    'Opening a page of the console for the first time',
    'milliseconds, empty cache; dot: first paint, ring: the page is at rest; lines: least to most of all rounds',
  );
  let top = belowHeading + 8;
  for (const processor of new Set(rows.map((row) => row('processor')))) {
    marks.push(
      text(margin, top + 14, processor === 'as it is' ? 'On two cores' : `A processor ${processor}`, 'panel'),
    );
    top += 26;
    const panel = rows.filter((row) => row('processor') === processor);
    const bottom = top + panel.length * rowHeight;
    marks.push(...axisBelow(scale, grid, top, bottom, 'ms'));
    if (processor === 'as it is') {
      marks.push(...aimLine(scale(aim), top, bottom, `aim for the first paint: under ${numberText(aim)} ms`));
    }
    for (const [index, row] of panel.entries())
      marks.push(...opening(row, scale, top + (index + 0.5) * rowHeight));
    top = bottom + 46;
  }
  const home = rows.find((row) => row('page') === 'Home');
  const slowest = rows.toSorted(
    (left, right) => numberOf(right('at rest ms')) - numberOf(left('at rest ms')),
  )[0];
  const first = numberOf(home?.('first paint ms') ?? '');
  const words =
    `Opening the console with an empty cache on two cores: Home paints first after ${numberText(first)} milliseconds, ` +
    `${first < aim ? 'within' : 'over'} the aim of ${numberText(aim)}. ` +
    `The slowest page is ${slowest?.('page')} on a processor ${slowest?.('processor')}: ` +
    `it is at rest after ${numberText(numberOf(slowest?.('at rest ms') ?? ''))} milliseconds.`;
  return picture('console.svg', words, top - 8, marks);
}

function opening(row: Row, scale: (value: number) => number, y: number): string[] {
  const paint = figureOf(row('first paint ms'));
  const rest = figureOf(row('at rest ms'));
  return [
    text(margin, y + 5, row('page')),
    box(scale(paint.least), y - 5, scale(paint.most) - scale(paint.least), 3, 'own-tint'),
    box(scale(rest.least), y + 3, scale(rest.most) - scale(rest.least), 3, 'own-tint'),
    line(scale(paint.middle), y, scale(rest.middle), y, 'own-line'),
    dot(scale(paint.middle), y, 5, 'own'),
    dot(scale(rest.middle), y, 5, 'own-ring'),
    text(
      scale(rest.most) + 10,
      y + 5,
      `${numberText(paint.middle)}, then ${numberText(rest.middle)}`,
      'of-own',
    ),
  ];
}
