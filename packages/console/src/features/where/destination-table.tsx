import { useQuery } from '@tanstack/react-query';
import type { CostView, FlowsView, FlowView } from 'commonhold/api';
import { Link } from 'wouter';
import { answerOf, api } from '../../api/client.ts';
import figures from '../../components/figures.module.css';
import { costWords } from '../../components/money.ts';
import type { Period } from '../../components/period/period.ts';
import { Problem } from '../../components/problem.tsx';
import { numberText } from '../../components/written.ts';
import { type Text, useText } from '../../text/text.ts';
import { placeNote, whereText } from './flow-words.ts';

/**
 * What each destination got and what it cost. Costs are kept by destination and not by label, so they are here and not beside each
 * flow; and by the node's own days, which are those of the flows unless the owner has set another time zone.
 */
export function DestinationTable({ view }: { readonly view: FlowsView }) {
  const all = useText();
  const text = all.where.places;
  const { from, to } = view;
  const costs = useQuery({
    queryKey: ['overview', 'costs', { from, to, by: 'destination' }],
    queryFn: () => answerOf(api.costs.$get({ query: { from, to, by: 'destination' } })),
  });
  const places = [...Map.groupBy(view.flows, ({ destination }) => destination?.provider ?? '')]
    .filter(([provider]) => provider !== '')
    .map(([provider, flows]) => ({ provider, flows, sent: sum(flows, ({ attempts }) => attempts) }))
    .sort((one, other) => other.sent - one.sent);
  if (places.length === 0) return null;
  const costOf = (provider: string): CostView | undefined =>
    costs.data?.costs.find((cost) => cost.provider === provider);
  const zone = costs.data?.timeZone ?? 'UTC';
  return (
    <section>
      <h2>{text.title}</h2>
      {costs.isError && <Problem error={costs.error} again={() => void costs.refetch()} />}
      <table className={figures.figures}>
        <caption className="visually-hidden">{text.title}</caption>
        <thead>
          <tr>
            <th scope="col">{text.where}</th>
            {[text.sendings, text.calls, text.cost].map((name) => (
              <th key={name} scope="col" className={figures.number}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {places.map(({ provider, flows, sent }) => (
            <Row
              key={provider}
              provider={provider}
              flows={flows}
              sent={sent}
              cost={costs.data && (costOf(provider) ?? 'none')}
            />
          ))}
        </tbody>
      </table>
      <p className="soft">
        {zone !== 'UTC' && `${text.otherDays(zone)} `}
        <Link href={costsAddress(view)}>{text.more}</Link>
      </p>
    </section>
  );
}

interface RowProps {
  readonly provider: string;
  readonly flows: readonly FlowView[];
  readonly sent: number;
  /** Undefined until it is known; `none` where nothing of it is on record. */
  readonly cost: CostView | 'none' | undefined;
}

function Row({ provider, flows, sent, cost }: RowProps) {
  const all = useText();
  const text = all.where.places;
  const place = flows[0]?.destination;
  return (
    <tr>
      <th scope="row">
        {place === undefined ? provider : whereText({ destination: place }, all.where)}
        {place && <span className={figures.note}>{placeNote(place, all.where)}</span>}
      </th>
      <td data-name={text.sendings} className={figures.number}>
        {numberText(sent)}
      </td>
      <td data-name={text.calls} className={figures.number}>
        {numberText(sum(flows, ({ calls }) => calls))}
      </td>
      <td data-name={text.cost} className={`${figures.number} ${figures.wide}`}>
        {costText(place?.isAgents ? 'agents' : cost, all)}
      </td>
    </tr>
  );
}

function costText(cost: CostView | 'agents' | 'none' | undefined, { where, costs }: Text): string {
  switch (cost) {
    case undefined:
      return '';
    case 'agents':
      return where.places.nothingBought;
    case 'none':
      return where.places.notKept;
    default:
      return costWords(cost, costs);
  }
}

function sum(flows: readonly FlowView[], of: (flow: FlowView) => number): number {
  return flows.reduce((total, flow) => total + of(flow), 0);
}

function costsAddress({ from, to }: Period): string {
  return `/costs?${new URLSearchParams({ from, to, by: 'destination' }).toString()}`;
}
