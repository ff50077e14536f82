import type { FlowView } from 'commonhold/api';
import { numberText } from '../../components/written.ts';
import type { Text } from '../../text/text.ts';
import { isOthers, type MapNode, weightOf } from './flow-map.ts';

/** A node's name, and what stands below it in smaller letters. */
export interface NodeWords {
  readonly name: string;
  readonly note: string;
}

export function nodeWords(node: MapNode, text: Text['where']): NodeWords {
  const count = countText(node, text);
  const flow = node.flows[0];
  if (isOthers(node) || flow === undefined) return { name: text.diagram.others(node.count), note: count };
  switch (node.side) {
    case 'who':
      return { name: whoText(flow, text), note: count };
    case 'what':
      return { name: whatText(flow, text), note: count };
    case 'where': {
      const whose = flow.destination === undefined ? '' : text.diagram.whose[toneOf(flow.destination)];
      return { name: whereText(flow, text), note: whose === '' ? count : `${count}, ${whose}` };
    }
  }
}

export function whoText({ principal }: FlowView, text: Text['where']): string {
  return principal === undefined || 'erased' in principal ? text.erasedSender : principal.name;
}

export function whatText({ labels }: FlowView, text: Text['where']): string {
  return labels === undefined ? text.erasedLabels : text.labels(labels);
}

export function whereText(
  { destination, refused }: Pick<FlowView, 'destination' | 'refused'>,
  text: Text['where'],
): string {
  if (destination?.isAgents) return text.agents;
  return destination?.provider ?? text.refused(refused ?? '');
}

/** Whose machine it is, in one word. */
export function toneOf({ local, isAgents }: NonNullable<FlowView['destination']>) {
  return isAgents ? 'agents' : local;
}

/** Sendings and refusals are different things, and are counted apart in words wherever both are there. */
export function countText({ flows }: Pick<MapNode, 'flows'>, text: Text['where']): string {
  const sum = (isSent: boolean): number =>
    flows.reduce(
      (total, flow) => total + ((flow.destination !== undefined) === isSent ? weightOf(flow) : 0),
      0,
    );
  const [sent, refused] = [sum(true), sum(false)];
  return [
    sent > 0 ? text.count.sent(numberText(sent)) : '',
    refused > 0 ? text.count.refused(numberText(refused)) : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** Whose machine it is, who answers for it in law, and where. */
export function placeNote(destination: NonNullable<FlowView['destination']>, text: Text['where']): string {
  const { local, legalEntity, country, isAgents } = destination;
  if (isAgents) return text.agentsNote;
  if (local === 'verified') return text.local.verified;
  return [text.local[local], legalEntity ?? text.entityUnknown, text.country(country ?? '')].join(', ');
}
