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
const crowd = '32 connections';
const alone = '1 connection';
const own = 'Commonhold, durable encrypted record';
const bare = 'bare pass-through';

function toneOf(name: string): Tone {
  return name === own ? 'own' : 'other';
}

/** The name, and what is said of it after the first comma. */
function nameAndDetail(cell: string): { readonly name: string; readonly detail: string } {
  const [name = '', detail = ''] = (cell.split(': ')[0] ?? '').replace(/ \(.*/, '').split(', ');
  return { name, detail };
}

/** What a request costs, beside the least it could cost and beside another gateway, and where ours goes. */
export function gateCpu(tables: PageTables): Picture {
  const aim = numberOf(tables.row('The aims', 'aim', 'CPU of the gate at 32 connections, × bare')('set'));
  const panel = (name: string, aimTimes?: number): BarRow[] => {
    const least = numberOf(tables.row(section, name, bare)('CPU µs/request'));
    return tables.rows(section, name).map((row) => {
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
  const parts = tables.rows(section, 'Part').map((row): BarRow => {
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
  const scale = scaleFromZero(Math.max(...all), barStart, barEnd);
  const marks = heading(
    'What a request costs the gateway',
    'CPU time of its process per small chat request, in microseconds; medians',
  );
  let top = belowHeading;
  const title = (words: string, below = ''): void => {
    marks.push(text(margin, top + 14, words, 'panel'));
    if (below !== '') marks.push(text(margin, top + 32, below, 'soft'));
    top += below === '' ? 26 : 44;
  };
  const grid = [0, 200, 400, 600, 800].filter((value) => value <= Math.max(...all));
  const panelOf = (rows: readonly BarRow[], aimMarks: readonly string[] = []): void => {
    const bottom = top + barsHeight(rows.length);
    marks.push(...axisBelow(scale, grid, top, bottom, 'µs'));
    marks.push(line(barStart, top, barStart, bottom, 'axis'), ...aimMarks, ...bars(rows, scale, top));
    top = bottom + 40;
  };

  title(crowd);
  const yardstick = numberOf(tables.row(section, crowd, bare)('CPU µs/request'));
  const aimWords = `aim: at most ${aim} × bare, ${numberText(aim * yardstick)} µs`;
  panelOf(crowdRows, aimLine(scale(aim * yardstick), top, top + barsHeight(2), aimWords));
  title(alone);
  panelOf(aloneRows);
  title(
    'Where Commonhold’s time goes at 32 connections',
    'measured thread by thread in other runs; a fainter end reaches from the least to the most',
  );
  panelOf(parts);

  const times = (name: string, row: string): string => tables.row(section, name, row)('× bare');
  const reached = Number(times(crowd, own));
  const words =
    `CPU time per request. At 32 connections Commonhold takes ${times(crowd, own)} times the bare pass-through, ` +
    `${reached > aim ? `more than the aim of ${aim} times` : `within the aim of ${aim} times`}; ` +
    `Portkey, which keeps no record, takes ${times(crowd, 'Portkey 1.15.2, no record')} times. ` +
    `With one connection they take ${times(alone, own)} and ${times(alone, 'Portkey 1.15.2, no record')} times. ` +
    'Of Commonhold’s parts, recording is the largest.';
  return picture('gate-cpu.svg', words, top + 2, marks);
}

const latencyRow = 44;

/** How long clients wait: half of them no longer than the dot, all but one in a hundred no longer than the bar. */
export function gateLatency(tables: PageTables): Picture {
  const marks = heading(
    'How long a client waits for a small answer',
    'milliseconds until the whole answer is there, through each gateway to the same upstream',
  );
  let top = belowHeading;
  const panel = (name: string, words: string, ticks: readonly number[]): void => {
    const rows = tables.rows(section, name);
    const scale = scaleFromZero(ticks.at(-1) ?? 1, barStart, barEnd);
    marks.push(text(margin, top + 14, words, 'panel'));
    top += 26;
    const bottom = top + rows.length * latencyRow;
    marks.push(...axisBelow(scale, ticks, top, bottom, 'ms'));
    for (const [index, row] of rows.entries()) {
      marks.push(...wait(row, name, scale, top + (index + 0.5) * latencyRow));
    }
    top = bottom + 46;
  };
  // The first panel names its marks where there is room between them, at our own row.
  const namesAt = belowHeading + 26 + latencyRow * 1.5 - 12;
  panel(alone, 'One client, one request after the other', [0, 1, 2, 3, 4]);
  const ours = tables.row(section, alone, own);
  const aloneScale = scaleFromZero(4, barStart, barEnd);
  marks.push(text(aloneScale(numberOf(ours('p50 ms'))), namesAt, 'half within', 'soft', 'middle'));
  marks.push(text(aloneScale(numberOf(ours('p99 ms'))), namesAt, '99 of 100 within', 'soft', 'middle'));
  panel(crowd, '32 clients at once, on a machine with two cores', [0, 10, 20, 30, 40]);
  const half = (name: string, row: string): string => tables.row(section, name, row)('p50 ms');
  const words =
    `Latency with one connection: half of the requests within ${half(alone, bare)} ms through the bare pass-through, ` +
    `${half(alone, own)} ms through Commonhold, ${half(alone, 'Portkey 1.15.2, no record')} ms through Portkey. ` +
    `With 32 connections: ${half(crowd, bare)}, ${half(crowd, own)} and ${half(crowd, 'Portkey 1.15.2, no record')} ms.`;
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
