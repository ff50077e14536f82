import { countryOf, type FlowMap, type MapNode, type MapRibbon, type Side, sides } from './flow-map.ts';

export interface PlacedNode {
  readonly node: MapNode;
  readonly x: number;
  readonly y: number;
  readonly height: number;
  /** The middle of its words, which need more room than a thin bar. */
  readonly middle: number;
  /** Set on the first node of a country. */
  readonly heading?: { readonly country: string; readonly y: number };
}

export interface PlacedRibbon {
  readonly ribbon: MapRibbon;
  readonly path: string;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly ribbons: readonly PlacedRibbon[];
}

export const barWidth = 10;
/** The height of everything, if it were one bar. */
const barsHeight = 340;
/** Two lines of words. */
const slotMin = 40;
const gap = 8;
const headingHeight = 30;

/**
 * Where everything stands. A height is in proportion to how often something was sent, on one scale for all three columns and
 * without a least height: what is too thin to be seen has its name, its number and a hairline.
 */
export function layOut(map: FlowMap, width: number): Layout {
  const scale = barsHeight / Math.max(1, map.total);
  const left: Readonly<Record<Side, number>> = {
    who: Math.round(width * 0.25),
    what: Math.round(width * 0.5),
    where: Math.round(width * 0.77),
  };
  const columns = sides.map((side) => place(map.columns[side], left[side], scale));
  const height = Math.max(...columns.map((column) => column.height));
  const nodes = columns.flatMap((column) => {
    const down = (height - column.height) / 2;
    return column.nodes.map(({ heading, ...placed }) => ({
      ...placed,
      y: placed.y + down,
      middle: placed.middle + down,
      ...(heading === undefined ? {} : { heading: { ...heading, y: heading.y + down } }),
    }));
  });
  return { width, height, nodes, ribbons: ribbonsOf(map, nodes, scale) };
}

function place(
  column: readonly MapNode[],
  x: number,
  scale: number,
): { readonly nodes: readonly PlacedNode[]; readonly height: number } {
  let y = 0;
  let last: string | undefined;
  const nodes = column.map((node): PlacedNode => {
    const country = node.side === 'where' ? countryOf(node) : undefined;
    const isFirst = country !== undefined && country !== last;
    last = country;
    const heading = isFirst ? { country, y: y + headingHeight - 12 } : undefined;
    if (isFirst) y += headingHeight;
    const height = node.weight * scale;
    const slot = Math.max(slotMin, height);
    const middle = y + slot / 2;
    y += slot + gap;
    return { node, x, y: middle - height / 2, height, middle, ...(heading ? { heading } : {}) };
  });
  return { nodes, height: Math.max(0, y - gap) };
}

function ribbonsOf(map: FlowMap, nodes: readonly PlacedNode[], scale: number): PlacedRibbon[] {
  const placed = new Map(nodes.map((one) => [one.node, one]));
  const at = (node: MapNode): PlacedNode => {
    const found = placed.get(node);
    if (found === undefined) throw new RangeError('A ribbon ends at no node of the drawing.');
    return found;
  };
  const used = new Map<string, number>();
  /** Takes the next part of a bar's edge; ribbons come in the order of where they go, so that none crosses needlessly. */
  const take = (node: MapNode, edge: 'left' | 'right', height: number): number => {
    const key = `${node.side} ${node.id} ${edge}`;
    const start = used.get(key) ?? 0;
    used.set(key, start + height);
    return at(node).y + start;
  };
  const byFrom = map.ribbons.toSorted((one, other) => at(one.to).y - at(other.to).y);
  const starts = new Map(byFrom.map((one) => [one, take(one.from, 'right', one.weight * scale)]));
  const byTo = map.ribbons.toSorted((one, other) => at(one.from).y - at(other.from).y);
  return byTo.map((ribbon) => {
    const height = ribbon.weight * scale;
    const y0 = starts.get(ribbon) ?? 0;
    const y1 = take(ribbon.to, 'left', height);
    const [x0, x1] = [at(ribbon.from).x + barWidth, at(ribbon.to).x];
    const half = (x0 + x1) / 2;
    const path = `M${x0} ${y0}C${half} ${y0} ${half} ${y1} ${x1} ${y1}V${y1 + height}C${half} ${y1 + height} ${half} ${y0 + height} ${x0} ${y0 + height}Z`;
    return { ribbon, path };
  });
}
