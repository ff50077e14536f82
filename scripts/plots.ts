/**
 * Draws the plots of docs/reference/performance.md from that page's own tables into docs/pictures, and writes into the
 * page what each of them says for who does not see it. Run it again when a figure changes:
 *
 *   npm run plots
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { consoleTimes } from './plots/console.ts';
import type { Picture } from './plots/drawing.ts';
import { engineShare } from './plots/engine.ts';
import { gateCpu, gateLatency } from './plots/gate.ts';
import { recordSpeed } from './plots/record.ts';
import { PageTables } from './plots/tables.ts';

export const pageFile = fileURLToPath(new URL('../docs/reference/performance.md', import.meta.url));
export const pictureFolder = fileURLToPath(new URL('../docs/pictures/', import.meta.url));

/** Every plot of the page, from its tables alone. */
export function drawPlots(page: string): readonly Picture[] {
  const tables = new PageTables(page);
  return [gateCpu, gateLatency, recordSpeed, engineShare, consoleTimes].map((draw) => draw(tables));
}

/** The page with each picture's words beside it. A picture that the page does not show is a mistake. */
export function withWords(page: string, pictures: readonly Picture[]): string {
  return pictures.reduce((text, { file, words }) => {
    const shown = new RegExp(`!\\[[^\\]]*\\]\\(\\.\\./pictures/${file.replace('.', '\\.')}\\)`);
    if (!shown.test(text)) throw new Error(`The page does not show ${file}.`);
    return text.replace(shown, () => `![${words}](../pictures/${file})`);
  }, page);
}

if (import.meta.main) {
  const page = readFileSync(pageFile, 'utf8');
  const pictures = drawPlots(page);
  for (const { file, svg } of pictures) writeFileSync(pictureFolder + file, svg);
  writeFileSync(pageFile, withWords(page, pictures));
}
