import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { canaries, plant } from './matrix.fixture.ts';
import { beyond, carrying, inHeaders, type Place } from './places.fixture.ts';

const page = new URL('../../../../../docs/reference/labels.md', import.meta.url);
const begin = '<!-- written by gate/canaries: begin -->';
const end = '<!-- written by gate/canaries: end -->';

const columns = {
  'about people': 'personal',
  secrets: 'secret',
  'your terms': 'our-projects',
  markings: 'confidential',
  code: 'code',
} as const;

/** Plants every value in every one of the places, and says by place which of them arrived. */
async function arrivals(places: Readonly<Record<string, Place>>): Promise<ReadonlyMap<string, Set<string>>> {
  const arrived = new Map<string, Set<string>>();
  for (const [name, place] of Object.entries(places)) {
    const here = new Set<string>();
    arrived.set(name, here);
    await plant(
      canaries.map((canary) => ({ canary, place })),
      (canary, _, status, received) => {
        // There is nothing between: refused with nothing sent, or sent and answered.
        if (received.length > 0) here.add(`${canary.label} ${canary.kind}: ${canary.name}`);
        expect(status).toBe(received.length > 0 ? 200 : 403);
      },
    );
  }
  return arrived;
}

function table(arrived: ReadonlyMap<string, Set<string>>): string {
  const all = Object.values(columns).map((label) => canaries.filter((one) => one.label === label).length);
  const head = Object.keys(columns).map((column, at) => `${column} (${all[at]})`);
  const rows = [...arrived].map(([place, here]) => {
    const cells = Object.values(columns).map((label, at) => {
      const missed = [...here].filter((one) => one.startsWith(`${label} `)).length;
      return missed === 0 ? 'all' : `${(all[at] ?? 0) - missed}`;
    });
    return `| ${place} | ${cells.join(' | ')} |`;
  });
  return [`| Where | ${head.join(' | ')} |`, `|---|${head.map(() => '---|').join('')}`, ...rows].join('\n');
}

/** Of one column by how many rows, with names: for the short run of every day, which holds itself to it. */
function list(arrived: ReadonlyMap<string, Set<string>>): string {
  return [...arrived].flatMap(([place, here]) => [...here].map((one) => `${place} | ${one}\n`)).join('');
}

test('every value in every place is refused, but for those that the documentation names', async () => {
  const found = await arrivals(carrying);
  const lost = await arrivals(beyond);
  await expect(list(found)).toMatchFileSnapshot('arrived.txt');
  const written = await readFile(page, 'utf8');
  const [before = '', rest = ''] = written.split(begin);
  const [, after = ''] = rest.split(end);
  const everywhere = [...(found.get('the message of a user') ?? [])].map((one) => one.replace(/^\S+ /, ''));
  const text = `${canaries.length} values in ${found.size + lost.size} places, each alone, by rules that forbid every label. A number is how many of them
were found there.

${table(found)}

What is not found in any of these places: ${everywhere.join('; ')}. The rules for both want the name of the vendor near.
A value alone in base64 is not looked for when it has fewer than 12 bytes.

Here detectors do not look, or cannot; what is found is found by chance, or because half of it is enough:

${table(lost)}`;
  await expect(`${before}${begin}\n${text}\n${end}${after}`).toMatchFileSnapshot(page.pathname);
}, 300_000);

test('no value of a header is passed on to a destination', async () => {
  let answered = 0;
  await plant(
    canaries.map((canary) => ({ canary, place: inHeaders })),
    (canary, _, status, received) => {
      answered += 1;
      expect(status).toBe(200);
      const bytes = JSON.stringify(received);
      expect(bytes).not.toContain(JSON.stringify(canary.text).slice(1, -1));
      expect(bytes).not.toContain(encodeURIComponent(canary.text));
    },
  );
  expect(answered).toBe(canaries.length);
});
