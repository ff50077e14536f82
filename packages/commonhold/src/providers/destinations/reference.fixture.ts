import { regionGroups, regionTables } from '#call';
import type { Connection } from './connection.ts';
import { type Fact, factNames, factTitles, type Vendor } from './fact.ts';

/** docs/reference/destinations.md, made from the data so that the page and the program cannot say different things. */
export function referencePage(vendors: readonly Vendor[]): string {
  return `${[intro, questions(), ...vendors.map(section), regionsSection()].join('\n\n')}\n`;
}

const intro = `# The catalog of vendors

This page is made from the data in the program; a test keeps them the same. [Facts about destinations](../guide/destinations.md) says how to use it and how to put your own word in its place.

How each fact is known:

- **read**: on a page of the vendor's own, on the day in the table. It was read in a stored copy of that page; how old the copy was is not known, except where a note says so. The vendor may have changed the page since.
- **believed**: general knowledge that was not read on a page. It is shown to people and decides nothing: rules and the record see it as unknown, until you write it under \`destination\` yourself.
- **unknown**: looked for and not found, or two pages differ. The reason is in the table.

None of this is a promise, by the vendor or by us, and none of it is legal advice. Your contract with the vendor counts.`;

function questions(): string {
  const rows = factNames.map((name) => `| \`${name}\` | ${factTitles[name]} |`);
  return ['## The questions', '', '| Name | Shown as |', '|---|---|', ...rows].join('\n');
}

function section({ id, title, kind, facts, regions, connections, models }: Vendor): string {
  const lines = [
    `## ${id}`,
    '',
    kind === 'service' ? `${title}.` : `${title}, a server that you run yourself.`,
    '',
    ...ways(connections ?? [], kind),
    ...(models === undefined ? [] : [`Names of its models begin with ${models.map(code).join(', ')}.`]),
    '',
    '| Fact | Value | How it is known |',
    '|---|---|---|',
    ...factNames.map((name) => row(`\`${name}\``, facts[name])),
  ];
  for (const [region, { country, area }] of Object.entries(regions ?? {})) {
    const decided = country.evidence === 'unknown' ? area : country;
    lines.push(row(`region \`${region}\``, decided));
  }
  return lines.join('\n');
}

/** How it is reached; a row of commonhold.yaml that says nothing else takes the first. */
function ways(connections: readonly Connection[], kind: Vendor['kind']): string[] {
  if (connections.length === 0) return ['No protocol of it is spoken here.', ''];
  const lines = connections.map(({ wire, baseUrl, credentialHeader, renamed = {}, modelList, source }) => {
    const address = baseUrl === undefined ? 'at an address of your own' : `at \`${baseUrl}\``;
    const header = credentialHeader === undefined ? '' : `, credential in \`${credentialHeader}\``;
    const known =
      source !== undefined
        ? `read ${source.read} at <${source.page}>`
        : kind === 'own-server'
          ? 'the port that it takes by itself'
          : 'believed, not read';
    const names = Object.entries(renamed).map(
      ([from, to]) => ` What the protocol calls ${code(from)} is ${code(to)} there.`,
    );
    const list = modelList === undefined ? '' : ` Its list of models is at ${code(modelList)}.`;
    return `- \`${wire}\` ${address}${header}: ${known}.${names.join('')}${list}`;
  });
  return ['Reached by, in this order:', '', ...lines, ''];
}

function code(text: string): string {
  return `\`${text.replace(/\*$/, '')}\``;
}

function row(name: string, fact: Fact<unknown>): string {
  switch (fact.evidence) {
    case 'page':
      return `| ${name} | ${String(fact.value)} | read ${fact.read} at <${fact.source}>.${note(fact.note)} |`;
    case 'general-knowledge':
      return `| ${name} | unknown | believed: ${String(fact.value)}.${note(fact.note)} |`;
    case 'unknown':
      return `| ${name} | unknown | ${fact.why} |`;
  }
}

function note(text: string | undefined): string {
  return text === undefined ? '' : ` ${text}`;
}

function regionsSection(): string {
  const rows = regionGroups.map((group) => {
    const { title, countries, source, read, note: more } = regionTables[group];
    const known =
      read === undefined
        ? `general knowledge; to be checked at <${source}>.`
        : `read ${read} at <${source}>.`;
    return `| \`${group}\` | ${title} | ${countries.join(' ')} | ${known}${note(more)} |`;
  });
  return [
    '## Regions',
    '',
    'Groups of countries that rules may name; every country is a region of its own, by its two letters.',
    '',
    '| Region | What it is | Countries | How it is known |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}
