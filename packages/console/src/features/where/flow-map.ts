import type { FlowView } from 'commonhold/api';

export type Side = 'who' | 'what' | 'where';
export const sides = ['who', 'what', 'where'] as const satisfies readonly Side[];

/** One thing in one of the three columns: somebody, a set of labels, a place. */
export interface MapNode {
  readonly id: string;
  readonly side: Side;
  /** Sendings, and calls that were refused instead. */
  readonly weight: number;
  /** What it stands for; the smallest of a column are one node together, and then this is all of them. */
  readonly flows: readonly FlowView[];
  /** How many it stands for. */
  readonly count: number;
}

/** What goes from one node to one of the next column. */
export interface MapRibbon {
  readonly id: string;
  readonly from: MapNode;
  readonly to: MapNode;
  readonly weight: number;
  readonly flows: readonly FlowView[];
}

export interface FlowMap {
  readonly columns: Readonly<Record<Side, readonly MapNode[]>>;
  readonly ribbons: readonly MapRibbon[];
  readonly total: number;
}

/** A drawing of more than these has names that nobody can read; the rest is one node, until somebody asks for it. */
export const nodesMax: Readonly<Record<Side, number>> = { who: 10, what: 8, where: 10 };

const others = 'others';

/** A call that was refused was not sent at all, so it weighs as one call. */
export function weightOf(flow: FlowView): number {
  return flow.destination === undefined ? flow.calls : flow.attempts;
}

export function flowMap(flows: readonly FlowView[], areAllShown: boolean): FlowMap {
  const columns = {
    who: column(flows, 'who', areAllShown),
    what: column(flows, 'what', areAllShown),
    where: column(flows, 'where', areAllShown),
  };
  const nodeOf = (side: Side): ((flow: FlowView) => MapNode) => {
    const byFlow = new Map(columns[side].flatMap((node) => node.flows.map((flow) => [flow, node] as const)));
    return (flow) => {
      const node = byFlow.get(flow);
      if (node === undefined) throw new RangeError('A flow is in no node of the drawing.');
      return node;
    };
  };
  return {
    columns,
    ribbons: [
      ...ribbonsOf(flows, nodeOf('who'), nodeOf('what')),
      ...ribbonsOf(flows, nodeOf('what'), nodeOf('where')),
    ],
    total: sum(flows),
  };
}

export function idOf(flow: FlowView, side: Side): string {
  switch (side) {
    case 'who':
      return flow.principal?.id ?? '';
    case 'what':
      return flow.labels === undefined ? 'erased' : JSON.stringify(flow.labels);
    case 'where': {
      const { destination, refused } = flow;
      if (destination === undefined) return `refused ${refused ?? ''}`;
      const { provider, legalEntity, country, local } = destination;
      return JSON.stringify([provider, legalEntity, country, local]);
    }
  }
}

function column(flows: readonly FlowView[], side: Side, areAllShown: boolean): MapNode[] {
  const groups = [...Map.groupBy(flows, (flow) => idOf(flow, side))]
    .map(([id, group]): MapNode => ({ id, side, weight: sum(group), flows: group, count: 1 }))
    .sort((one, other) => other.weight - one.weight);
  const isFolded = !areAllShown && groups.length > nodesMax[side] + 1;
  const shown = isFolded ? groups.slice(0, nodesMax[side]) : groups;
  const rest = isFolded ? groups.slice(nodesMax[side]).flatMap((node) => node.flows) : [];
  const ordered = side === 'where' ? byCountry(shown) : shown;
  return rest.length === 0
    ? ordered
    : [
        ...ordered,
        {
          id: others,
          side,
          weight: sum(rest),
          flows: rest,
          count: groups.length - nodesMax[side],
        },
      ];
}

/** What stands in one place of the world stands together; what went nowhere stands last. */
function byCountry(nodes: readonly MapNode[]): MapNode[] {
  const groups = [...Map.groupBy(nodes, countryOf).values()];
  const weight = (group: readonly MapNode[]): number => group.reduce((total, node) => total + node.weight, 0);
  const isRefused = (group: readonly MapNode[]): boolean => group[0]?.flows[0]?.destination === undefined;
  return groups
    .sort((one, other) => Number(isRefused(one)) - Number(isRefused(other)) || weight(other) - weight(one))
    .flat();
}

/** The heading that a place stands under: a country, `here` for the engine inside, `agents`, '' for unknown, `nowhere`. */
export function countryOf({ flows, id }: MapNode): string {
  if (id === others) return others;
  const destination = flows[0]?.destination;
  if (destination === undefined) return 'nowhere';
  if (destination.isAgents) return 'agents';
  return destination.local === 'verified' ? 'here' : (destination.country ?? '');
}

export function isOthers({ id }: MapNode): boolean {
  return id === others;
}

function ribbonsOf(
  flows: readonly FlowView[],
  fromOf: (flow: FlowView) => MapNode,
  toOf: (flow: FlowView) => MapNode,
): MapRibbon[] {
  const ribbons = new Map<string, { from: MapNode; to: MapNode; flows: FlowView[] }>();
  for (const flow of flows) {
    const [from, to] = [fromOf(flow), toOf(flow)];
    const id = `${from.side} ${from.id} → ${to.id}`;
    const ribbon = ribbons.get(id);
    if (ribbon === undefined) ribbons.set(id, { from, to, flows: [flow] });
    else ribbon.flows.push(flow);
  }
  return [...ribbons].map(([id, ribbon]) => ({ id, ...ribbon, weight: sum(ribbon.flows) }));
}

function sum(flows: readonly FlowView[]): number {
  return flows.reduce((total, flow) => total + weightOf(flow), 0);
}
