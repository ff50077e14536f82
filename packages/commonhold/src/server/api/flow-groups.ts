import { agentsMachine } from '#call';
import type { Keys } from '#identity';
import type { Flow } from '#ledger';
import type { FlowDestinationView, FlowsBy, FlowSumsView, FlowView } from './flows-view.ts';
import { principalView } from './principals.ts';

/** What stands in the index for whoever was erased; ids of principals begin otherwise. */
const erasedId = 'erased';

/** Flows in the shape of the API, grouped by one fact or each by itself, most sent first. */
export function flowViews(keys: Keys, flows: readonly Flow[], by: FlowsBy | 'flow'): FlowView[] {
  const groups = new Map<string, { facts: FlowFacts; flows: Flow[] }>();
  for (const flow of flows) {
    const facts = factsOf(keys, flow, by);
    const key = JSON.stringify(facts);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { facts, flows: [flow] });
    else group.flows.push(flow);
  }
  return [...groups.values()]
    .map((group): FlowView => ({ ...group.facts, ...flowSums(group.flows) }))
    .sort((one, other) => other.attempts - one.attempts || other.calls - one.calls);
}

export function flowSums(flows: readonly Flow[]): FlowSumsView {
  const sum = (of: (flow: Flow) => number): number => flows.reduce((total, flow) => total + of(flow), 0);
  return {
    calls: sum(({ sums }) => sums.calls),
    attempts: sum(({ sums }) => sums.attempts),
    leftNode: sum(({ end, sums }) => (hasLeft(end) ? sums.attempts : 0)),
    sized: sum(({ sums }) => sums.sized),
    sentBytes: sum(({ sums }) => sums.sentBytes),
    answered: sum(({ sums }) => sums.answered),
    receivedBytes: sum(({ sums }) => sums.receivedBytes),
  };
}

function hasLeft(end: Flow['end']): boolean {
  return end.type === 'sent' && end.local !== 'verified' && end.provider !== agentsMachine;
}

type FlowFacts = Omit<FlowView, keyof FlowSumsView>;

function factsOf(keys: Keys, flow: Flow, by: FlowsBy | 'flow'): FlowFacts {
  switch (by) {
    case 'principal':
      return who(keys, flow);
    case 'label':
      return what(flow);
    case 'destination':
      return where(flow);
    case 'country': {
      const { destination, ...rest } = where(flow);
      if (destination === undefined) return rest;
      const { local, country, isAgents } = destination;
      return {
        destination: {
          local,
          ...(country === undefined ? {} : { country }),
          ...(isAgents === undefined ? {} : { isAgents }),
        },
      };
    }
    case 'flow':
      return { ...who(keys, flow), ...what(flow), ...where(flow) };
  }
}

function who(keys: Keys, { principal }: Flow): FlowFacts {
  return {
    principal: principal === erasedId ? { id: erasedId, erased: true } : principalView(keys, principal),
  };
}

function what({ labels }: Flow): FlowFacts {
  return labels === undefined ? { labelsErased: true } : { labels };
}

function where({ end }: Flow): FlowFacts {
  if (end.type === 'refused') return { refused: end.error };
  const { provider, legalEntity, country, retentionDays, trainsOnData } = end;
  const destination: FlowDestinationView = {
    provider,
    local: end.local as FlowDestinationView['local'],
    ...(provider === agentsMachine ? { isAgents: true } : {}),
    ...(legalEntity === undefined ? {} : { legalEntity }),
    ...(country === undefined ? {} : { country }),
    ...(retentionDays === undefined ? {} : { retentionDays }),
    ...(trainsOnData === undefined ? {} : { trainsOnData }),
  };
  return { destination };
}
