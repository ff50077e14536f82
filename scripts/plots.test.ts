import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { drawPlots, pageFile, pictureFolder, withWords } from './plots.ts';
import { width } from './plots/drawing.ts';
import { figureOf, numberOf, PageTables } from './plots/tables.ts';

const page = readFileSync(pageFile, 'utf8');
const pictures = drawPlots(page);

describe('the page about performance', () => {
  test.each(pictures)('shows $file as its tables say today (if not, run npm run plots)', ({ file, svg }) => {
    expect(readFileSync(pictureFolder + file, 'utf8')).toBe(svg);
  });

  test('tells who does not see a picture what it says today (if not, run npm run plots)', () => {
    expect(withWords(page, pictures)).toBe(page);
  });

  test('repeats in the aims what its other tables measured', () => {
    const tables = new PageTables(page);
    const measured = (aim: string): number => numberOf(tables.row('The aims', 'aim', aim)('measured'));
    const at32 = (what: string): number => {
      const rows = tables.rows('The record', 'what');
      const row = rows.find((each) => each('what') === what && each('in flight') === '32');
      return numberOf(row?.('leaves/s') ?? 'none');
    };
    const ratio = (name: string): number =>
      numberOf(tables.row('The engine', 'engine', name)('ratio to direct, round by round'));
    const gate = tables.row('The gate', '32 connections', 'Commonhold, durable encrypted record');
    const home = tables.rows('The console', 'page').find((row) => row('page') === 'Home');
    const line = tables.row('The console', 'page on the line', 'Home');
    expect({
      cpu: measured('CPU of the gate at 32 connections, × bare'),
      store: measured('durable leaves/s of the store, 32 in flight'),
      calls: measured('durable leaves/s of whole calls, 32 in flight'),
      provider: measured('speed of the engine through the provider, × direct'),
      api: measured('speed of the engine through the API, × direct'),
      paint: measured('first paint of the console, ms'),
      scripts: measured('compressed scripts of the console’s first page, KB'),
    }).toEqual({
      cpu: numberOf(gate('× bare')),
      store: at32('store'),
      calls: at32('calls'),
      provider: ratio('provider'),
      api: ratio('API'),
      paint: numberOf(home?.('first paint ms') ?? 'none'),
      scripts: numberOf(line('scripts KB')),
    });
  });

  test('calls an aim met or missed as its two figures say', () => {
    const aims = new PageTables(page).rows('The aims', 'aim');
    expect(aims.length).toBeGreaterThan(5);
    for (const row of aims) {
      const [set, measured] = [numberOf(row('set')), numberOf(row('measured'))];
      const met = row('set').startsWith('at least') ? measured >= set : measured <= set;
      expect(`${row('aim')}: ${row('')}`).toBe(`${row('aim')}: ${met ? 'met' : 'missed'}`);
    }
  });
});

describe('a plot', () => {
  const cpu = (text: string): string =>
    drawPlots(text).find(({ file }) => file === 'gate-cpu.svg')?.svg ?? '';
  const bars = (svg: string, look: string): number[] =>
    [...svg.matchAll(new RegExp(`<rect class="${look}" .*?width="([\\d.]+)" height="16"`, 'g'))].map(
      (match) => Number(match[1]),
    );

  test('draws bars as long as their figures, from zero', () => {
    const tables = new PageTables(page);
    const figures = ['32 connections', '1 connection'].flatMap((panel) =>
      tables
        .rows('The gate', panel)
        .filter((row) => !row(panel).startsWith('Commonhold'))
        // Who takes far longer than ours is told in words.
        .filter((row) => !cpu(page).includes(`${row(panel)}: ${row('CPU µs/request')} µs`))
        .map((row) => numberOf(row('CPU µs/request'))),
    );
    const lengths = bars(cpu(page), 'other');
    expect(lengths).toHaveLength(figures.length);
    const each = Math.max(...lengths) / Math.max(...figures);
    for (const [index, length] of lengths.entries()) {
      // A tenth of a pixel is what the files are rounded to.
      expect(Math.abs(length - each * (figures[index] ?? 0))).toBeLessThan(0.2);
    }
  });

  test('changes with a figure of its table and hatches only what an aim lacks', () => {
    expect(bars(cpu(page), 'own-hatch')).toHaveLength(1);
    const better = page.replace(
      /^(\| Commonhold, durable encrypted record) \| \d[^\n]*/m,
      '$1 | 140 | 2.8 | 1 | 2 | 9 | 1 |',
    );
    expect(better).not.toBe(page);
    expect(bars(cpu(better), 'own-hatch')).toHaveLength(0);
    expect(cpu(better)).toContain('140 µs, 2.8 × bare');
    expect(cpu(better)).toContain('within the aim of 3 times');
  });

  test.each(pictures)('begins every word and mark of $file on its paper', ({ svg }) => {
    const places = [...svg.matchAll(/ (?:x|x1|x2|cx)="([\d.]+)"/g)].map((match) => Number(match[1]));
    expect(places.length).toBeGreaterThan(10);
    expect(Math.max(...places)).toBeLessThan(width);
    expect(svg).not.toMatch(/NaN|undefined|Infinity|="-/);
  });

  test('is not drawn from a page that lacks its table, its row or its figure', () => {
    expect(() => drawPlots(page.replace('| 32 connections |', '| connections |'))).toThrow('0 tables');
    expect(() => drawPlots(page.replace('| bare fdatasync |', '| fdatasync |'))).toThrow('0 rows');
    expect(() => drawPlots(page.replace('at most 3 |', 'few |'))).toThrow('“few” is no figure');
  });

  test('that the page does not show is refused', () => {
    expect(() => withWords('', pictures)).toThrow('does not show gate-cpu.svg');
  });
});

test.each([
  ['1,234.5', [1234.5, 1234.5, 1234.5]],
  ['about 30', [30, 30, 30]],
  ['73 to 98', [85.5, 73, 98]],
  ['476 (272–1,680)', [476, 272, 1680]],
])('a cell “%s” is read as middle, least and most', (cell, [middle, least, most]) => {
  expect(figureOf(cell)).toEqual({ middle, least, most });
});

test.each(['', 'met', '1.3 to 1.8 s', '5 or 6', '1.2.3'])('a cell “%s” is no figure', (cell) => {
  expect(() => figureOf(cell)).toThrow('is no figure');
});
