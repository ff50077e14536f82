/** The parts of docs/reference/performance.md that this benchmark writes, each between two comments. */
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../../docs/reference/performance.md', import.meta.url);

/** The figure of an aim, as the aims' table calls it. */
export interface Aim {
  readonly name: string;
  readonly measured: number;
}

export function writePage(blocks: ReadonlyMap<string, string>, aims: readonly Aim[]): void {
  let page = readFileSync(file, 'utf8');
  for (const [name, text] of blocks) page = withBlock(page, name, text);
  for (const aim of aims) page = withAim(page, aim);
  writeFileSync(file, page);
}

function withBlock(page: string, name: string, text: string): string {
  const [begin, end] = [
    `<!-- bench:gate writes this: ${name} -->`,
    `<!-- bench:gate wrote this: ${name} -->`,
  ];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`The page has no place for “${name}”.`);
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`;
}

/** An aim of the form `at most N` with what was measured now, and whether that meets it. */
function withAim(page: string, { name, measured }: Aim): string {
  const lines = page.split('\n');
  const at = lines.findIndex((line) => line.startsWith(`| ${name} |`));
  const set = /^at most (\d+)$/.exec(lines[at]?.split(' | ')[1] ?? '')?.[1];
  if (set === undefined) throw new Error(`The page has no aim “${name}” of the form “at most N”.`);
  const shown = measured.toFixed(1);
  lines[at] = `| ${name} | at most ${set} | ${shown} | ${Number(shown) <= Number(set) ? 'met' : 'missed'} |`;
  return lines.join('\n');
}
