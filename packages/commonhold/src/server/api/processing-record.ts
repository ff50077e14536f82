import { bytesText } from '#base';
import type { Destination } from '#call';
import type { RetentionOptions } from '#ledger';
import { csvText } from './csv.ts';
import { machineText } from './flow-table.ts';
import type { FlowDestinationView, FlowsView, FlowView } from './flows-view.ts';

/**
 * A record of processing as Article 30 of the GDPR asks for one, as far as the record of calls can fill it in: one row for each
 * recipient. What nobody told the node is `unknown`, because a table that guesses a purpose is worse than one with a gap.
 */
export interface ProcessingRow {
  readonly recipient: string;
  readonly destination: string;
  readonly country: string;
  readonly machine: string;
  readonly purpose: string;
  readonly senders: string;
  readonly dataSubjects: string;
  readonly dataCategories: string;
  readonly processorContract: string;
  readonly transferBasis: string;
  readonly recipientKeeps: string;
  readonly recipientTrains: string;
  readonly nodeKeeps: string;
  readonly sendings: number;
  readonly bytes: string;
}

const unknown = 'unknown';

const columns: readonly (readonly [name: keyof ProcessingRow, heading: string])[] = [
  ['recipient', 'Recipient (legal entity)'],
  ['destination', 'Destination'],
  ['country', 'Country of processing'],
  ['machine', 'Whose machine'],
  ['purpose', 'Purpose'],
  ['senders', 'Who sent it'],
  ['dataSubjects', 'Categories of persons the data is about'],
  ['dataCategories', 'Categories of data (labels found, with sendings)'],
  ['processorContract', 'Contract on processing by order (Art. 28)'],
  ['transferBasis', 'Basis of a transfer to a third country'],
  ['recipientKeeps', 'How long the recipient keeps it'],
  ['recipientTrains', 'Recipient trains models on it'],
  ['nodeKeeps', 'How long this node keeps what was said'],
  ['sendings', 'Sendings'],
  ['bytes', 'Sent, rounded up'],
];

/** What is known now of a provider's row; undefined when there is no such row any more. */
export type KnownNow = (provider: string) => Destination | undefined;

export function processingRows(
  flows: readonly FlowView[],
  retention: RetentionOptions,
  knownNow: KnownNow,
): ProcessingRow[] {
  const sent = flows.filter(({ destination }) => destination !== undefined);
  const groups = Map.groupBy(sent, ({ destination }) => JSON.stringify(destination));
  return [...groups.values()]
    .map((group): ProcessingRow => {
      const place = group[0]?.destination;
      const isInside = place?.local === 'verified';
      const now = sameCompany(place, knownNow);
      const sum = (of: (flow: FlowView) => number): number =>
        group.reduce((total, flow) => total + of(flow), 0);
      const [sendings, sized] = [sum(({ attempts }) => attempts), sum((flow) => flow.sized)];
      return {
        recipient: recipientText(place),
        destination: place?.provider ?? unknown,
        country: isInside ? 'where this node is' : (place?.country ?? areaText(now)),
        machine: place === undefined ? unknown : machineText(place),
        purpose: unknown,
        senders: sendersText(group),
        dataSubjects: unknown,
        dataCategories: labelsText(group),
        processorContract: isInside
          ? 'not needed'
          : now?.processorContract === undefined
            ? unknown
            : `${now.processorContract ? 'yes' : 'no'}, as known now`,
        transferBasis: isInside
          ? 'no transfer'
          : now?.transferBasis === undefined
            ? unknown
            : `${now.transferBasis}, as known now`,
        recipientKeeps: isInside
          ? 'as this node'
          : place?.retentionDays === undefined
            ? unknown
            : `${place.retentionDays} days`,
        recipientTrains: isInside
          ? 'no'
          : place?.trainsOnData === undefined
            ? unknown
            : place.trainsOnData
              ? 'yes'
              : 'no',
        nodeKeeps: retentionText(retention),
        sendings,
        bytes:
          sized === sendings
            ? bytesText(sum((flow) => flow.sentBytes))
            : `${bytesText(sum((flow) => flow.sentBytes))} in ${sized} sendings; of ${sendings - sized} the size is unknown`,
      };
    })
    .sort((one, other) => other.sendings - one.sendings);
}

/**
 * The record has of each sending the entity, the days and the training; contract and basis only the configuration knows, as it is
 * now. A row that names another company today says nothing about the one of then.
 */
function sameCompany(place: FlowDestinationView | undefined, knownNow: KnownNow): Destination | undefined {
  const now = place?.provider === undefined ? undefined : knownNow(place.provider);
  return now?.legalEntity === place?.legalEntity ? now : undefined;
}

/** Whom a tool sends to that an agent runs, only the agent knows. */
function recipientText(place: FlowDestinationView | undefined): string {
  if (place?.local === 'verified') return 'nobody: it stayed in this node';
  if (place?.isAgents) return 'tools that agents ran by themselves; whom these sent to is unknown';
  return place?.legalEntity ?? unknown;
}

function areaText(now: Destination | undefined): string {
  return now?.area === undefined ? unknown : `unknown; somewhere in ${now.area}, as known now`;
}

function sendersText(flows: readonly FlowView[]): string {
  const kinds = new Map<string, Set<string>>();
  let hasErased = false;
  for (const { principal } of flows) {
    if (principal === undefined) continue;
    if ('erased' in principal) hasErased = true;
    else kinds.set(principal.kind, (kinds.get(principal.kind) ?? new Set()).add(principal.id));
  }
  const words = { person: ['person', 'people'], app: ['app', 'apps'], agent: ['agent', 'agents'] } as const;
  const parts = (['person', 'app', 'agent'] as const).flatMap((kind) => {
    const count = kinds.get(kind)?.size ?? 0;
    return count === 0 ? [] : [`${count} ${words[kind][count === 1 ? 0 : 1]}`];
  });
  if (hasErased) parts.push('somebody who was erased');
  return parts.join(', ');
}

function labelsText(flows: readonly FlowView[]): string {
  const counts = new Map<string, number>();
  const add = (label: string, count: number): void => {
    counts.set(label, (counts.get(label) ?? 0) + count);
  };
  for (const { labels, attempts } of flows) {
    if (labels === undefined) add('erased', attempts);
    else if (labels.length === 0) add('no label found', attempts);
    else for (const label of labels) add(label, attempts);
  }
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([label, count]) => `${label} (${count})`)
    .join(', ');
}

function retentionText({ bodyDays, labelDays, bodyBytes }: RetentionOptions): string {
  const parts = [
    bodyDays === undefined ? undefined : `${bodyDays} days`,
    ...Object.entries(labelDays).map(([label, days]) => `${days} days with the label ${label}`),
    bodyBytes === undefined ? undefined : `the oldest goes beyond ${bytesText(bodyBytes)}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? 'without a limit, until it is erased' : parts.join('; ');
}

export function processingCsv(rows: readonly ProcessingRow[]): string {
  return csvText([
    columns.map(([, heading]) => heading),
    ...rows.map((row) => columns.map(([name]) => row[name])),
  ]);
}

/** One section for each recipient: fifteen columns side by side are no document that a person reads. */
export function processingMarkdown(
  rows: readonly ProcessingRow[],
  { from, to, whose, totals }: FlowsView,
  refused: number,
): string {
  const sections = rows.map((row) =>
    [
      `## ${inline(row.recipient === unknown ? `${row.destination} (legal entity unknown)` : row.recipient)}`,
      '',
      '| | |',
      '|---|---|',
      ...columns.map(([name, heading]) => `| ${heading} | ${inline(String(row[name]))} |`),
      '',
    ].join('\n'),
  );
  return [
    `# Record of processing, ${from} to ${to}`,
    '',
    `Made from the record of this node: ${totals.attempts} sendings of ${totals.calls - refused} calls${whose === 'own' ? ', those of one person only' : ''}. Another ${refused} calls were refused, and nothing of them was sent. Days are those of UTC.`,
    '',
    'What the node was not told stands here as "unknown". Purposes and the persons whom the data is about are for the owner',
    'to fill in. Facts about recipients are those known when the data was sent, but for what says "as known now". Labels are what',
    'detectors and keys said; names of people are not reliably found, so data without a label may be personal all the same.',
    '',
    ...(sections.length === 0 ? ['Nothing was sent in this time.', ''] : sections),
  ].join('\n');
}

/** Names are other people's words: none of them may become a cell, a link or a heading of its own. */
function inline(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>|#~&]/g, (character) => `\\${character}`);
}
