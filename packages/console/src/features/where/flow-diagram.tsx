import { useElementSize } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useText } from '../../text/text.ts';
import { callsOfNodes } from './calls-address.ts';
import { barWidth, layOut, type PlacedNode, type PlacedRibbon } from './flow-layout.ts';
import { type FlowMap, isOthers, type MapNode, type Side, sides } from './flow-map.ts';
import { countText, nodeWords, toneOf } from './flow-words.ts';
import type { Period } from '../../components/period/period.ts';
import classes from './where.module.css';

interface FlowDiagramProps {
  readonly map: FlowMap;
  readonly period: Period;
  /** What is to be said of the drawing; not said where there is none. */
  readonly children: ReactNode;
}

/** Until it is known how wide the page is. */
const usualWidth = 960;
/** Below this three columns of names do not fit beside each other. */
const narrowest = 620;
const headHeight = 34;
/** About the width of a letter of the drawing. */
const letterWidth = 8.2;

/** Who, what and where, drawn as wide as the page is, so that its words are as large as the page's. */
export function FlowDiagram({ map, period, children }: FlowDiagramProps) {
  const text = useText().where;
  const { ref, width: measured } = useElementSize();
  const width = measured === 0 ? usualWidth : Math.floor(measured);
  const isNarrow = width < narrowest;
  const layout = layOut(map, width);
  return (
    <figure ref={ref} className={classes.diagram}>
      {isNarrow ? (
        <p className="soft">{text.diagram.narrow}</p>
      ) : (
        <>
          <figcaption className="soft">{text.diagram.caption}</figcaption>
          <svg
            viewBox={`0 0 ${width} ${layout.height + headHeight}`}
            width={width}
            height={layout.height + headHeight}
            role="group"
            aria-label={text.diagram.title}
          >
            {sides.map((side) => {
              const first = layout.nodes.find(({ node }) => node.side === side);
              return (
                first && (
                  <text
                    key={side}
                    x={nameX(first, side)}
                    y={14}
                    textAnchor={side === 'who' ? 'end' : 'start'}
                    className={classes.columnName}
                  >
                    {text.diagram.columns[side]}
                  </text>
                )
              );
            })}
            <g transform={`translate(0 ${headHeight})`}>
              {layout.ribbons.map((placed) => (
                <Ribbon key={placed.ribbon.id} placed={placed} period={period} />
              ))}
              {layout.nodes.map((placed) => (
                <Node
                  key={`${placed.node.side} ${placed.node.id}`}
                  placed={placed}
                  period={period}
                  room={roomOf(placed.node.side, placed.x, width, layout.nodes)}
                />
              ))}
            </g>
          </svg>
          <p className="soft">{children}</p>
        </>
      )}
    </figure>
  );
}

/** Names of the first column stand before their bars, all others after them. */
function nameX({ x }: PlacedNode, side: Side): number {
  return side === 'who' ? x - 8 : x + barWidth + 8;
}

/** Letters that fit beside a bar before the next column begins. */
function roomOf(side: Side, x: number, width: number, nodes: readonly PlacedNode[]): number {
  const end = {
    who: x,
    what: (nodes.find(({ node }) => node.side === 'where')?.x ?? width) - x,
    where: width - x,
  };
  return Math.max(8, Math.floor((end[side] - 16) / letterWidth));
}

function toneOfNode(node: MapNode): string {
  const destination = node.flows[0]?.destination;
  if (isOthers(node)) return 'rented';
  return destination === undefined ? 'refused' : toneOf(destination);
}

function Ribbon({ placed, period }: { readonly placed: PlacedRibbon; readonly period: Period }) {
  const text = useText().where;
  const { ribbon, path } = placed;
  const { from, to } = ribbon;
  const name = text.diagram.ribbon(
    nodeWords(from, text).name,
    nodeWords(to, text).name,
    countText(ribbon, text),
  );
  return (
    <Link href={callsOfNodes([from, to], period)} aria-label={name} className={classes.ribbonLink}>
      <title>{name}</title>
      <path
        d={path}
        className={classes.ribbon}
        data-tone={to.side === 'where' ? toneOfNode(to) : undefined}
      />
    </Link>
  );
}

interface NodeProps {
  readonly placed: PlacedNode;
  readonly period: Period;
  readonly room: number;
}

function Node({ placed, period, room }: NodeProps) {
  const text = useText().where;
  const { node, x, y, height, middle, heading } = placed;
  const words = nodeWords(node, text);
  const nameAt = nameX(placed, node.side);
  const anchor = node.side === 'who' ? 'end' : 'start';
  const letters = Math.min(room, Math.max(words.name.length, words.note.length * 0.9));
  const reach = node.side === 'who' ? x + barWidth : barWidth + 12 + letters * letterWidth;
  return (
    <g>
      {heading && (
        <text x={nameAt} y={heading.y} className={classes.country}>
          {countryText(heading.country, text)}
        </text>
      )}
      <Link
        href={callsOfNodes([node], period)}
        aria-label={`${words.name}: ${words.note}`}
        className={classes.nodeLink}
      >
        <title>{`${words.name}: ${words.note}`}</title>
        <rect
          x={node.side === 'who' ? 0 : x}
          y={middle - 18}
          width={reach}
          height={36}
          className={classes.reach}
        />
        <rect
          x={x}
          y={y}
          width={barWidth}
          height={height}
          className={classes.bar}
          data-tone={node.side === 'where' ? toneOfNode(node) : undefined}
        />
      </Link>
      {/* Beside the link and not in it, because what is shortened here is said in full there. */}
      <g className={classes.nodeWords} aria-hidden="true">
        <text x={nameAt} y={middle - 2} textAnchor={anchor} className={classes.nodeName}>
          {shortened(words.name, room)}
        </text>
        <text x={nameAt} y={middle + 14} textAnchor={anchor} className={classes.nodeNote}>
          {shortened(words.note, Math.floor(room * 1.1))}
        </text>
      </g>
    </g>
  );
}

function countryText(country: string, text: ReturnType<typeof useText>['where']): string {
  if (country === 'here') return text.here;
  if (country === 'agents') return text.atAgents;
  if (country === 'nowhere') return text.nowhere;
  if (country === 'others') return text.otherPlaces;
  return text.country(country);
}

/** What does not fit is marked; the whole name is the link's and stands in the table. */
function shortened(name: string, letters: number): string {
  return name.length <= letters ? name : `${name.slice(0, letters - 1).trimEnd()}…`;
}
