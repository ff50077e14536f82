import {
  belowHeading,
  dot,
  heading,
  line,
  margin,
  numberText,
  path,
  type Picture,
  picture,
  scaleFromZero,
  text,
  width,
} from './drawing.ts';
import { numberOf, type PageTables, type Row } from './tables.ts';

const section = 'The record';
const plotLeft = margin + 62;
const plotRight = width - 150;
const plotHeight = 300;
/** Leaves in flight at which the aims are set. */
const aimFlight = 32;

/** Durable leaves a second by how many wait at once, beside what the disk does when each is synced alone. */
export function recordSpeed(tables: PageTables): Picture {
  const rows = tables.rows(section, 'what');
  const series = (what: string): Row[] => rows.filter((row) => row('what') === what);
  const store = series('store');
  const calls = series('calls');
  const disk = numberOf(tables.row(section, 'what', 'bare fdatasync')('leaves/s'));
  const aim = numberOf(tables.row('The aims', 'aim', 'durable leaves/s of whole calls, 32 in flight')('set'));
  const flights = store.map((row) => numberOf(row('in flight')));
  const ceiling =
    Math.ceil(Math.max(disk, ...[...store, ...calls].map((row) => numberOf(row('leaves/s')))) / 20_000) *
    20_000;
  const top = belowHeading + 16;
  const bottom = top + plotHeight;
  const y = scaleFromZero(ceiling, bottom, top);
  const x = (flight: number): number =>
    plotLeft + 18 + (Math.log2(flight) / Math.log2(Math.max(...flights))) * (plotRight - plotLeft - 36);
  const marks = heading(
    'Durable leaves a second, by how many are in flight',
    'each acknowledged after its fsync; the scale of what is in flight is logarithmic',
  );
  for (let value = 0; value <= ceiling; value += 20_000) {
    marks.push(line(plotLeft, y(value), plotRight, y(value), value === 0 ? 'axis' : 'grid'));
    marks.push(text(plotLeft - 10, y(value) + 5, numberText(value), 'soft', 'end'));
  }
  for (const flight of flights) marks.push(text(x(flight), bottom + 20, String(flight), 'soft', 'middle'));
  marks.push(text((plotLeft + plotRight) / 2, bottom + 42, 'leaves in flight', 'soft', 'middle'));

  const curve = (points: readonly Row[], look: string): void => {
    const places = points.map(
      (row) => [x(numberOf(row('in flight'))), y(numberOf(row('leaves/s')))] as const,
    );
    marks.push(path(places, `${look}-line`));
    marks.push(...places.map(([across, down]) => dot(across, down, 3.5, look)));
  };
  marks.push(line(plotLeft, y(disk), plotRight, y(disk), 'other-line'));
  curve(store, 'own');
  curve(calls, 'own');
  const last = (points: readonly Row[]): number => numberOf(points.at(-1)?.('leaves/s') ?? '');
  const label = (value: number, shift: number, look: string, ...words: string[]): void => {
    words.forEach((word, index) =>
      marks.push(text(plotRight + 8, y(value) + 5 + shift + index * 17, word, index === 0 ? look : 'soft')),
    );
  };
  label(last(store), 0, 'of-own strong', 'the store', 'leaves of 700 bytes');
  const callsAbove = last(calls) >= disk;
  label(last(calls), callsAbove ? -20 : 18, 'of-own strong', 'whole calls', 'encrypted, in pairs');
  label(disk, callsAbove ? 18 : -20, '', 'bare fdatasync', 'one after the other');

  const at = x(aimFlight);
  const reached = (points: readonly Row[]): number =>
    numberOf(points.find((row) => numberOf(row('in flight')) === aimFlight)?.('leaves/s') ?? '');
  marks.push(line(at - 26, y(aim), at + 26, y(aim), 'aim'));
  const lacks = aim - reached(calls);
  if (lacks > 0) marks.push(line(at, y(aim), at, y(reached(calls)) - 5, 'aim'));
  marks.push(text(at - 34, y(aim) - 4, `aim at ${aimFlight}: ${numberText(aim)}`, 'soft', 'end'));
  if (lacks > 0) marks.push(text(at + 34, y(aim) + 4, `missed by ${numberText(lacks)}`, 'soft'));
  const verdict = (points: readonly Row[]): string => (reached(points) >= aim ? 'met' : 'missed');
  const words =
    `Durable leaves a second. With ${aimFlight} in flight the store commits ${numberText(reached(store))} and whole calls ` +
    `${numberText(reached(calls))}; a bare fdatasync for each would allow ${numberText(disk)}. ` +
    `The aim of ${numberText(aim)} is ${verdict(store)} by the store and ${verdict(calls)} by whole calls. ` +
    'The more leaves wait at once, the more share one fsync.';
  return picture('record.svg', words, bottom + 62, marks);
}
