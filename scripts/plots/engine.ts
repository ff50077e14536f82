import { aimLine, type BarRow, bars, barEnd, barsHeight, barStart } from './bars.ts';
import { axisBelow, belowHeading, heading, line, type Picture, picture, scaleFromZero } from './drawing.ts';
import { figureOf, numberOf, type PageTables } from './tables.ts';

const section = 'The engine';
const column = 'ratio to direct, round by round';
const contestants: Readonly<Record<string, { readonly name: string; readonly detail: string }>> = {
  direct: { name: 'direct', detail: 'the engine library alone' },
  provider: { name: 'provider', detail: 'as the node drives it' },
  API: { name: 'API', detail: 'through gate and record' },
};

/** How much of the engine's own speed is left for whoever asks over HTTP. */
export function engineShare(tables: PageTables): Picture {
  const aim = numberOf(tables.row('The aims', 'aim', 'speed of the engine through the API, × direct')('set'));
  const rows = tables.rows(section, 'engine').map((row): BarRow => {
    const figure = figureOf(row(column));
    const known = contestants[row('engine')];
    const missed = row('engine') === 'API' && figure.middle < aim;
    if (known === undefined) throw new Error(`Nobody knows who “${row('engine')}” is.`);
    return {
      ...known,
      figure,
      tone: row('engine') === 'direct' ? 'other' : 'own',
      label: `${row(column)} ×${missed ? ', missed' : ''}`,
      ...(missed ? { missedAim: aim } : {}),
    };
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const scale = scaleFromZero(1, barStart, barEnd);
  const top = belowHeading + 14;
  const bottom = top + barsHeight(rows.length);
  const share = (name: string): string => tables.row(section, 'engine', name)(column);
  const marks = [
    ...heading(
      'How much of the engine’s speed reaches whoever asks',
      'tokens a second as a share of the library’s own, taken round by round; medians',
    ),
    ...axisBelow(scale, ticks, top, bottom, '× direct'),
    line(barStart, top, barStart, bottom, 'axis'),
    ...bars(rows, scale, top),
    ...aimLine(scale(aim), top, bottom, `aim: at least ${aim}`),
  ];
  const words =
    `The speed of the engine beside the library used directly: ${share('provider')} through the provider, ` +
    `${share('API')} through the API with the gate and the record. ` +
    `The aim for the API, ${aim}, is ${Number(share('API')) < aim ? 'missed' : 'met'}.`;
  return picture('engine.svg', words, bottom + 40, marks);
}
