import { CommonholdError } from '#base';
import type { FlowsBy, FlowsView, FlowView } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { type NodeClient, withNode } from '../node/node-client.ts';
import { print, printJson, type Terminal } from '../terminal/terminal.ts';
import { bytesText, printable, table } from '../terminal/text.ts';

type Destination = NonNullable<FlowView['destination']>;

interface FlowsOptions {
  readonly days: number | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly by: FlowsBy;
  readonly csv: boolean;
  readonly processing: boolean;
  readonly json: boolean;
}

/** `commonhold flows`: a table to read, or the files that the console hands out too. */
export const flowsAction: Action<FlowsOptions> = async (terminal, options) => {
  const { days, from, to, by, csv, processing, json } = options;
  if (json && (csv || processing)) {
    throw new CommonholdError('request_invalid', {
      detail: '--json is one form, --csv and --processing others',
    });
  }
  const query = new URLSearchParams();
  if (days !== undefined) query.set('days', String(days));
  if (from !== undefined) query.set('from', from);
  if (to !== undefined) query.set('to', to);
  return withNode(terminal, async (node) => {
    if (processing) await hand(terminal, node, `/api/flows/processing.${csv ? 'csv' : 'md'}`, query);
    else if (csv) await hand(terminal, node, '/api/flows.csv', query);
    else {
      query.set('by', by);
      const view = await node.get<FlowsView>(`/api/flows?${query.toString()}`);
      if (json) printJson(terminal, view);
      else print(terminal, flowsText(view, by));
    }
    return exitCodes.done;
  });
};

/** To the byte into a file or a pipe; a terminal gets nothing that could steer it. */
async function hand(
  terminal: Terminal,
  node: NodeClient,
  path: string,
  query: URLSearchParams,
): Promise<void> {
  const bytes = await node.bytes(`${path}?${query.toString()}`);
  terminal.output.write(terminal.output.isTTY === true ? printable(Buffer.from(bytes).toString()) : bytes);
}

function flowsText(view: FlowsView, by: FlowsBy): string {
  const { from, to, whose, totals, flows } = view;
  const period = `${from} to ${to} (UTC)${whose === 'own' ? ', your own calls' : ''}`;
  if (flows.length === 0) return `${period}: no calls.`;
  const hasGaps =
    totals.sized < totals.attempts || flows.some(({ destination }) => isUnknown(destination, by));
  return [
    `${period}: ${totals.calls} calls, ${totals.attempts} sendings; ${totals.leftNode} of these left this node.`,
    ...(flows.some(({ destination }) => destination?.isAgents) ? [ofAgents] : []),
    '',
    table(
      [...headings[by], 'sendings', 'calls', 'sent', 'received'],
      flows.map((flow) => [
        ...facts[by](flow),
        String(flow.attempts),
        String(flow.calls),
        flow.attempts === 0 ? '-' : sizeText(flow.sentBytes, flow.sized, flow.attempts),
        flow.attempts === 0 ? '-' : bytesText(flow.receivedBytes),
      ]),
    ),
    '',
    'A call that was handed on was sent more than once, and is counted as a call where it ended. Sizes are rounded up.',
    ...(hasGaps ? ['What the node was not told is "unknown"; + is at least so much.'] : []),
    ...(by === 'label'
      ? ['Names of people are not reliably found: no label does not mean nothing personal.']
      : []),
  ].join('\n');
}

const ofAgents =
  "Tools that agents ran by themselves are counted as their hooks told of them, on the agents' own machines; where these sent anything is not known here.";

function isUnknown(destination: FlowView['destination'], by: FlowsBy): boolean {
  if (destination === undefined || destination.local === 'verified') return false;
  return destination.country === undefined || (by === 'destination' && destination.legalEntity === undefined);
}

function sizeText(bytes: number, sized: number, attempts: number): string {
  if (sized === 0) return 'unknown';
  return `${bytesText(bytes)}${sized < attempts ? '+' : ''}`;
}

const headings: Readonly<Record<FlowsBy, readonly string[]>> = {
  destination: ['destination', 'legal entity', 'country', 'whose machine'],
  country: ['country', 'whose machine'],
  label: ['labels'],
  principal: ['who', 'kind'],
};

const machines = { verified: 'this node', declared: "the owner's, as declared", no: 'rented' } as const;

function machineText({ local, isAgents }: Destination): string {
  return isAgents ? "the agent's own, told by its hook" : machines[local];
}

const facts: Readonly<Record<FlowsBy, (flow: FlowView) => readonly string[]>> = {
  destination: ({ destination, refused }) =>
    destination === undefined
      ? [`nowhere: refused (${refused ?? 'unknown'})`, '-', '-', '-']
      : [
          destination.isAgents ? 'tools of agents' : (destination.provider ?? 'unknown'),
          destination.legalEntity ?? (destination.local === 'verified' ? '-' : 'unknown'),
          countryText(destination),
          machineText(destination),
        ],
  country: ({ destination, refused }) =>
    destination === undefined
      ? [`nowhere: refused (${refused ?? 'unknown'})`, '-']
      : [countryText(destination), machineText(destination)],
  label: ({ labels, labelsErased }) => [
    labelsErased ? 'erased' : labels?.length ? labels.join(' + ') : 'no label found',
  ],
  principal: ({ principal }) =>
    principal === undefined || 'erased' in principal ? ['erased', '-'] : [principal.name, principal.kind],
};

function countryText({ country, local }: Destination): string {
  return country ?? (local === 'verified' ? '-' : 'unknown');
}
