import { CommonholdError } from '#base';
import type { CatalogFactView, DestinationsView, DestinationView, FactView } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { withNode } from '../node/node-client.ts';
import { complain, print, printJson, type Terminal } from '../terminal/terminal.ts';
import { printable, table } from '../terminal/text.ts';
import { healthText, healthWord } from './health-text.ts';

export const listDestinationsCommand: Action<{ readonly json: boolean }> = async (terminal, { json }) => {
  const view = await ask(terminal);
  if (json) printJson(terminal, view);
  else {
    const headings = [
      'destination',
      'vendor',
      'local',
      'computed in',
      'run by',
      'days kept',
      'trains',
      'read',
      'now',
    ];
    print(terminal, table(headings, view.destinations.map(rowOf)));
    for (const sentence of view.destinations.flatMap(reminders)) complain(terminal, printable(sentence));
  }
  return exitCodes.done;
};

export const showDestinationCommand: Action<{ readonly name: string; readonly json: boolean }> = async (
  terminal,
  { name, json },
) => {
  const destination = (await ask(terminal)).destinations.find((one) => one.name === name);
  if (destination === undefined)
    throw new CommonholdError('destination_unknown', { name: JSON.stringify(name) });
  if (json) printJson(terminal, destination);
  else print(terminal, [...head(destination), '', factsText(destination)].join('\n'));
  return exitCodes.done;
};

function ask(terminal: Terminal): Promise<DestinationsView> {
  return withNode(terminal, (node) => node.get<DestinationsView>('/api/destinations'));
}

function rowOf(destination: DestinationView): string[] {
  const { name, vendor, local, regions, facts } = destination;
  if (local === 'verified') return [name, '-', local, 'this machine', '-', '-', '-', '-', '-'];
  const value = (wanted: string): string => valueText(facts.find((fact) => fact.name === wanted));
  const place = regions.length === 0 ? 'unknown' : regions.join(' ');
  return [
    name,
    vendor?.id ?? '-',
    local,
    place,
    value('legalEntity'),
    value('retentionDays'),
    value('trainsOnData'),
    oldestReading(destination) ?? '-',
    healthWord(destination.health),
  ];
}

/** The oldest of the readings that hold; a list is as old as its oldest part. */
function oldestReading({ facts }: DestinationView): string | undefined {
  const readings = facts.flatMap(({ by, catalog }) =>
    by === 'catalog' && catalog?.evidence === 'page' ? [catalog] : [],
  );
  const oldest = readings.toSorted((one, other) => other.ageDays - one.ageDays)[0];
  return oldest && ageText(oldest);
}

function ageText({ read, ageDays }: { readonly read: string; readonly ageDays: number }): string {
  return `${read}, ${ageDays} ${ageDays === 1 ? 'day' : 'days'} ago`;
}

function reminders(destination: DestinationView): string[] {
  const { name, local, vendor, facts } = destination;
  const old = facts.filter(
    ({ by, catalog }) => by === 'catalog' && catalog?.evidence === 'page' && catalog.old,
  );
  return [
    ...(local !== 'no' || facts.some(({ value }) => value !== undefined)
      ? []
      : [
          vendor === undefined
            ? `${name}: nothing is known of it. Name its vendor, or write what your contract says under destination.`
            : `${name}: nothing was read of ${vendor.title}, so nothing holds. Write what your contract says under destination.`,
        ]),
    ...(old.length === 0
      ? []
      : [
          `${name}: ${old.length} of its facts ${old.length === 1 ? 'was' : 'were'} read more than 180 days ago. Look at the vendor's pages, and write under destination what you find.`,
        ]),
  ];
}

function head(destination: DestinationView): string[] {
  const { name, vendor, region, local, regions, models } = destination;
  return table(
    ['destination', printable(name)],
    [
      ['vendor', vendor === undefined ? '-' : `${vendor.title} (${vendor.id})`],
      ...(region === undefined ? [] : [['region', region]]),
      ['local', local],
      ['in', regions.length === 0 ? 'unknown' : regions.join(' ')],
      ['models', models.join(', ') || '-'],
      ...(local === 'verified' ? [] : [['now', healthText(destination.health)]]),
    ],
  ).split('\n');
}

function factsText({ facts }: DestinationView): string {
  if (facts.length === 0) return 'The engine inside: what is sent to it stays on this machine.';
  return table(
    ['fact', 'value', 'how it is known'],
    facts.map((fact) => [fact.title, valueText(fact), howText(fact)]),
  );
}

function valueText(fact: FactView | undefined): string {
  const value = fact?.value;
  if (value === undefined) return 'unknown';
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}

function howText({ by, catalog }: FactView): string {
  if (by === 'owner')
    return `you say so${catalog === undefined ? '' : `; the catalog: ${catalogText(catalog)}`}`;
  if (catalog === undefined) return 'nobody has said';
  // What holds stands in the column before this one.
  return catalog.evidence === 'page' && by === 'catalog' ? pageText(catalog) : catalogText(catalog);
}

function catalogText(catalog: CatalogFactView): string {
  switch (catalog.evidence) {
    case 'page':
      return `${String(catalog.value)}, ${pageText(catalog)}`;
    case 'general-knowledge':
      return `believed to be ${String(catalog.value)}, not read, so it decides nothing${noteText(catalog.note)}`;
    case 'unknown':
      return catalog.why;
  }
}

function pageText(catalog: Extract<CatalogFactView, { evidence: 'page' }>): string {
  const age = `read ${ageText(catalog)}${catalog.old ? ' (old: read it again)' : ''}`;
  return `${age}, ${catalog.source}${noteText(catalog.note)}`;
}

function noteText(note: string | undefined): string {
  return note === undefined ? '' : ` (${note})`;
}
