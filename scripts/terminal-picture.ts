/**
 * Makes the terminal picture of the README from a real session: a node with the local model is started in a new home
 * folder, the commands are run, and what they print is set as SVG text. Run it again when the output changes:
 *
 *   node scripts/terminal-picture.ts
 */
import { writeFile } from 'node:fs/promises';
import { commonhold, newHome, removeHome, startTestNode } from '../test/node/running-node.ts';

const picture = new URL('../docs/pictures/terminal.svg', import.meta.url);
const columns = 104;
const lineHeight = 20;
const characterWidth = 8.4;
const margin = 24;

const home = await newHome('engine: { contextTokens: 2048 }\n');
const node = await startTestNode(home, { withModel: true });
const lines: { readonly text: string; readonly command: boolean }[] = [];
try {
  await show(['ask', 'Why should people share a forest?', '--temperature', '0', '--max-tokens', '60']);
  await show(['calls']);
  await show(['verify', '--bodies']);
} finally {
  await node.stop();
  await removeHome(home);
}
await writeFile(picture, svg());

async function show(parameters: readonly string[], input?: string): Promise<void> {
  const command = ['commonhold', ...parameters.map((word) => (/\s/.test(word) ? `"${word}"` : word))].join(
    ' ',
  );
  const { output } = await commonhold(home, parameters, input);
  lines.push({ text: `$ npx ${command}`, command: true });
  for (const line of output.trimEnd().split('\n')) {
    for (const piece of wrap(line)) lines.push({ text: piece, command: false });
  }
  lines.push({ text: '', command: false });
}

/** Breaks a line between words, as a terminal of this width would show it. */
function wrap(line: string): string[] {
  const pieces: string[] = [];
  const indent = /^ +/.test(line) ? '    ' : '';
  let rest = line;
  while (rest.length > columns) {
    const space = rest.lastIndexOf(' ', columns);
    const cut = space > 0 ? space : columns;
    pieces.push(rest.slice(0, cut));
    rest = indent + rest.slice(cut).trimStart();
  }
  return [...pieces, rest];
}

function svg(): string {
  const width = Math.ceil(columns * characterWidth + 2 * margin);
  const height = lines.length * lineHeight + 2 * margin;
  const rows = lines.map(({ text, command }, row) => {
    const y = margin + (row + 0.75) * lineHeight;
    const look = command ? ' font-weight="bold"' : '';
    return `<text x="${margin}" y="${y}"${look} xml:space="preserve">${escape(text)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="A terminal session with Commonhold">
<rect width="100%" height="100%" rx="6" fill="#faf9f6" stroke="#d8d5cd"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" fill="#23211d">
${rows.join('\n')}
</g>
</svg>
`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
