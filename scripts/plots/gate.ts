import { aimLine, type BarRow, bars, barsHeight, barStart, barEnd } from './bars.ts';
import {
  axisBelow,
  belowHeading,
  dot,
  heading,
  line,
  margin,
  numberText,
  type Picture,
  picture,
  scaleFromZero,
  text,
  type Tone,
} from './drawing.ts';
import { figureOf, numberOf, type PageTables, type Row } from './tables.ts';

const section = 'The gate';
const partsSection = 'Where its time goes';
const crowd = '32 connections';
const alone = '1 connection';
const own = 'Commonhold, durable encrypted record';
const bare = 'bare pass-through';
/** A bar that is longer than ours by more than this would leave nothing to see of the others: it is told in words. */
const longestTimes = 4;

function isOurs(name: string): boolean {
  return name.startsWith('Commonhold');
}

function toneOf(name: string): Tone {
  return isOurs(name) ? 'own' : 'other';
}

/** The name, and what is said of it after the first comma. */
function nameAndDetail(cell: string): { readonly name: string; readonly detail: string } {
  const [name = '', detail = ''] = (cell.split(': ')[0] ?? '').replace(/ \(.*/, '').split(', ');
  return { name, detail };
}

/** The gateways of others, by their names without version and setting. */
function others(tables: PageTables, panel: string): readonly { readonly name: string; readonly row: Row }[] {
  return tables
    .rows(section, panel)
    .filter((row) => row(panel) !== bare && !isOurs(row(panel)))
    .map((row) => ({
      name: row(panel)
        .replace(/ [\d.]+, /, ', ')
        .replace(', no record', ''),
      row,
    }));
}

/** Those whose figure can be drawn beside ours, and those that are too far away for that. */
function drawable(
  rows: readonly Row[],
  panel: string,
  column: string,
): { readonly near: readonly Row[]; readonly far: readonly Row[] } {
  const ours = rows.find((row) => row(panel) === own);
  const most = longestTimes * numberOf(ours?.(column) ?? '');
  const isNear = (row: Row): boolean => numberOf(row(column)) <= most;
  return { near: rows.filter(isNear), far: rows.filter((row) => !isNear(row)) };
}

/** Round values from zero to the least one that is no less than the most, in at most five steps. */
function ticksTo(most: number): readonly number[] {
  const power = 10 ** Math.floor(Math.log10(most / 5));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => most / each <= 5) ?? most;
  const count = Math.ceil(most / step);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(6)));
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** What a request costs, beside the least it could cost and beside another gateway, and where ours goes. */
export function gateCpu(tables: PageTables): Picture {
  const aim = numberOf(tables.row('The aims', 'aim', 'CPU of the gate at 32 connections, × bare')('set'));
  const shown = (name: string): ReturnType<typeof drawable> =>
    drawable(tables.rows(section, name), name, 'CPU µs/request');
  const panel = (name: string, aimTimes?: number): BarRow[] => {
    const least = numberOf(tables.row(section, name, bare)('CPU µs/request'));
    return shown(name).near.map((row) => {
      const figure = figureOf(row('CPU µs/request'));
      const missed = row(name) === own && aimTimes !== undefined && numberOf(row('× bare')) > aimTimes;
      return {
        ...nameAndDetail(row(name)),
        figure,
        tone: toneOf(row(name)),
        label: `${numberText(figure.middle)} µs${row(name) === bare ? '' : `, ${row('× bare')} × bare`}`,
        ...(missed ? { missedAim: aimTimes * least } : {}),
      };
    });
  };
  const parts = tables.rows(partsSection, 'Part').map((row): BarRow => {
    const figure = figureOf(row('CPU µs/request'));
    return {
      ...nameAndDetail(row('Part')),
      figure,
      tone: 'own',
      label: `${row('CPU µs/request').replace(' to ', '–')} µs`,
    };
  });
  const crowdRows = panel(crowd, aim);
  const aloneRows = panel(alone);
  const all = [...crowdRows, ...aloneRows, ...parts].map(({ figure }) => figure.most);
  const most = Math.max(...all);
  const scale = scaleFromZero(most, barStart, barEnd);
  const marks = heading(
    'What a request costs the gateway',
    'CPU time of its processes per small chat request, in microseconds; medians',
  );
  let top = belowHeading;
  const title = (words: string, below = ''): void => {
    marks.push(text(margin, top + 14, words, 'panel'));
    if (below !== '') marks.push(text(margin, top + 32, below, 'soft'));
    top += below === '' ? 26 : 44;
  };
  const grid = ticksTo(most).filter((value) => value <= most);
  const panelOf = (rows: readonly BarRow[], aimMarks: readonly string[] = []): void => {
    const bottom = top + barsHeight(rows.length);
    marks.push(...axisBelow(scale, grid, top, bottom, 'µs'));
    marks.push(line(barStart, top, barStart, bottom, 'axis'), ...aimMarks, ...bars(rows, scale, top));
    top = bottom + 40;
  };
  const tooFar = (name: string): void => {
    for (const row of shown(name).far) {
      const words = `${row(name)}: ${row('CPU µs/request')} µs, ${row('× bare')} × bare, too long to draw`;
      marks.push(text(margin, top + 4, words, 'soft'));
      top += 26;
    }
  };

  title(crowd);
  const yardstick = numberOf(tables.row(section, crowd, bare)('CPU µs/request'));
  const aimWords = `aim: at most ${aim} × bare, ${numberText(aim * yardstick)} µs`;
  panelOf(crowdRows, aimLine(scale(aim * yardstick), top, top + barsHeight(2), aimWords));
  tooFar(crowd);
  title(alone);
  panelOf(aloneRows);
  tooFar(alone);
  title(
    'Where Commonhold’s time goes at 32 connections',
    'measured thread by thread in other runs; a fainter end reaches from the least to the most',
  );
  panelOf(parts);

  const times = (name: string): string => tables.row(section, name, own)('× bare');
  const reached = Number(times(crowd));
  const rest = (name: string): string =>
    listed(others(tables, name).map((other) => `${other.name} ${other.row('× bare')} times`));
  const words =
    `CPU time per request. At 32 connections Commonhold takes ${times(crowd)} times the bare pass-through, ` +
    `${reached > aim ? `more than the aim of ${aim} times` : `within the aim of ${aim} times`}; ` +
    `of those that keep no durable record, ${rest(crowd)}. ` +
    `With one connection Commonhold takes ${times(alone)} times, ${rest(alone)}. ` +
    'Of Commonhold’s parts, recording is the largest.';
  return picture('gate-cpu.svg', words, top + 2, marks);
}

const latencyRow = 44;

/** How long clients wait: half of them no longer than the dot, all but one in a hundred no longer than the bar. */
export function gateLatency(tables: PageTables): Picture {
  const marks = heading(
    'How long a client waits for a small answer',
    'milliseconds until the whole answer is there: a dot for half of the requests, the end for 99 of 100',
  );
  let top = belowHeading;
  const panel = (name: string, words: string): void => {
    const { near: rows, far } = drawable(tables.rows(section, name), name, 'p99 ms');
    const ticks = ticksTo(Math.max(...rows.map((row) => numberOf(row('p99 ms')))));
    const scale = scaleFromZero(ticks.at(-1) ?? 1, barStart, barEnd);
    marks.push(text(margin, top + 14, words, 'panel'));
    top += 26;
    const bottom = top + rows.length * latencyRow;
    marks.push(...axisBelow(scale, ticks, top, bottom, 'ms'));
    for (const [index, row] of rows.entries()) {
      marks.push(...wait(row, name, scale, top + (index + 0.5) * latencyRow));
    }
    top = bottom + 46;
    for (const row of far) {
      const told = `${row(name)}: ${row('p50 ms')} and ${row('p99 ms')} ms, too long to draw`;
      marks.push(text(margin, top, told, 'soft'));
      top += 26;
    }
  };
  panel(alone, 'One client, one request after the other');
  panel(crowd, '32 clients at once, on a machine with two cores');
  const half = (name: string, row: string): string => tables.row(section, name, row)('p50 ms');
  const rest = (name: string): string =>
    listed(others(tables, name).map((other) => `${other.row('p50 ms')} ms through ${other.name}`));
  const words =
    `Latency with one connection: half of the requests within ${half(alone, bare)} ms through the bare pass-through, ` +
    `${half(alone, own)} ms through Commonhold, ${rest(alone)}. With 32 connections it is ${half(crowd, bare)} ms through ` +
    `the bare pass-through, ${half(crowd, own)} ms through Commonhold, ${rest(crowd)}.`;
  return picture('gate-latency.svg', words, top - 8, marks);
}

function wait(row: Row, column: string, scale: (value: number) => number, y: number): string[] {
  const { name, detail } = nameAndDetail(row(column));
  const tone = toneOf(row(column));
  const half = scale(numberOf(row('p50 ms')));
  const nearlyAll = scale(numberOf(row('p99 ms')));
  return [
    ...(detail === ''
      ? [text(margin, y + 5, name)]
      : [text(margin, y - 2, name), text(margin, y + 15, detail, 'soft')]),
    line(half, y, nearlyAll, y, `${tone}-line`),
    line(nearlyAll, y - 7, nearlyAll, y + 7, `${tone}-line`),
    dot(half, y, 5, tone),
    text(nearlyAll + 9, y + 5, `${row('p50 ms')} and ${row('p99 ms')} ms`, tone === 'own' ? 'of-own' : ''),
  ];
}
