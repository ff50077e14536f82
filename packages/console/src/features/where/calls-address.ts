import type { FlowView } from 'commonhold/api';
import { isOthers, type MapNode, type Side } from './flow-map.ts';
import type { Period } from '../../components/period/period.ts';

/**
 * The list of calls of a flow, or of one part of it. The list knows one label at a time, so of several it is asked for the
 * first; a set without labels, and several things together, it cannot be asked for at all, and these are left out.
 */
export function callsAddress(flow: FlowView, period: Period, parts: readonly Side[]): string {
  const query = new URLSearchParams();
  const { principal, labels, destination } = flow;
  if (parts.includes('where')) {
    if (destination === undefined) query.set('status', 'refused');
    else if (destination.provider !== undefined) query.set('provider', destination.provider);
  }
  if (parts.includes('who') && principal !== undefined) query.set('principal', principal.id);
  const [label] = labels ?? [];
  if (parts.includes('what') && label !== undefined) query.set('label', label);
  query.set('from', `${period.from}T00:00:00.000Z`);
  query.set('to', `${period.to}T23:59:59.999Z`);
  return `/calls?${query.toString()}`;
}

/** The same for nodes of the drawing, of which some stand for many. */
export function callsOfNodes(nodes: readonly MapNode[], period: Period): string {
  const named = nodes.filter((node) => !isOthers(node));
  const flow: FlowView = { ...empty };
  const facts = named.map(({ side, flows: [one] }) => {
    if (one === undefined) return {};
    switch (side) {
      case 'who':
        return one.principal === undefined ? {} : { principal: one.principal };
      case 'what':
        return one.labels === undefined ? {} : { labels: one.labels };
      case 'where':
        return one.destination === undefined ? {} : { destination: one.destination };
    }
  });
  return callsAddress(
    Object.assign(flow, ...facts) as FlowView,
    period,
    named.map(({ side }) => side),
  );
}

const empty: FlowView = {
  calls: 0,
  attempts: 0,
  leftNode: 0,
  sized: 0,
  sentBytes: 0,
  answered: 0,
  receivedBytes: 0,
};
