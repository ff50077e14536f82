import { csvText } from './csv.ts';
import type { FlowDestinationView, FlowsView, FlowView } from './flows-view.ts';

/** Where nobody knows. An empty cell could mean nothing at all. */
const unknown = 'unknown';

const headings = [
  'from',
  'to',
  'principal',
  'principal_kind',
  'labels',
  'sent',
  'refused_because',
  'provider',
  'legal_entity',
  'country',
  'whose_machine',
  'calls',
  'sendings',
  'sendings_of_known_size',
  'bytes_sent_rounded_up',
  'answers_of_known_size',
  'bytes_received_rounded_up',
];

/** `GET /api/flows.csv`: one row for each flow, or for each group of them, where columns that are added up over are empty. */
export function flowsCsv({ from, to, by, flows }: FlowsView): string {
  const has = {
    who: by === 'flow' || by === 'principal',
    what: by === 'flow' || by === 'label',
    where: by !== 'principal' && by !== 'label',
    recipient: by === 'flow' || by === 'destination',
  };
  const row = (flow: FlowView): (string | number)[] => {
    const place = flow.destination;
    const fact = (is: boolean, value: string | undefined): string =>
      is && place !== undefined ? (value ?? unknown) : '';
    return [
      from,
      to,
      has.who ? principalName(flow) : '',
      has.who ? principalKind(flow) : '',
      has.what ? labelsText(flow) : '',
      has.where ? sentText(place) : '',
      flow.refused ?? '',
      fact(has.recipient, place?.provider),
      fact(has.recipient, place?.legalEntity),
      fact(has.where, place?.country),
      fact(has.where, place && machineText(place)),
      flow.calls,
      flow.attempts,
      flow.sized,
      flow.sentBytes,
      flow.answered,
      flow.receivedBytes,
    ];
  };
  return csvText([headings, ...flows.map(row)]);
}

const machines = {
  verified: 'this node, verified',
  declared: "the owner's, as declared",
  no: 'rented',
} as const;

/** By whom: what an agent runs by itself was never this node's to send. */
function sentText(place: FlowDestinationView | undefined): string {
  if (place === undefined) return 'no';
  return place.isAgents ? 'by the agent' : 'yes';
}

/** Also for the record of processing, which is about the same places. */
export function machineText({ local, isAgents }: FlowDestinationView): string {
  return isAgents ? "the agent's own, told by its hook" : machines[local];
}

function principalName({ principal }: FlowView): string {
  if (principal === undefined) return '';
  return 'erased' in principal ? 'erased' : principal.name;
}

function principalKind({ principal }: FlowView): string {
  if (principal === undefined) return '';
  return 'erased' in principal ? 'erased' : principal.kind;
}

function labelsText({ labels, labelsErased }: FlowView): string {
  if (labelsErased) return 'erased';
  return labels === undefined || labels.length === 0 ? 'none found' : labels.join(' + ');
}
