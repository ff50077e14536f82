import type { FlowsView, FlowView } from 'commonhold/api';
import { bytesText, numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { idOf } from './flow-map.ts';
import classes from './where.module.css';

/** What the drawing shows, in sentences. */
export function InWords({ view }: { readonly view: FlowsView }) {
  const text = useText().where;
  const { totals, flows, whose } = view;
  const agents = flows.filter(({ destination }) => destination?.isAgents);
  // By this node: what agents ran by themselves is said apart.
  const sent = flows.filter(({ destination }) => destination !== undefined && !destination.isAgents);
  const left = sent.filter(({ destination }) => destination?.local !== 'verified');
  const count = (some: readonly FlowView[]): number => sum(some, ({ attempts }) => attempts);
  const countries = [...new Set(left.flatMap(({ destination }) => destination?.country ?? []))];
  const unplaced = count(left.filter(({ destination }) => destination?.country === undefined));
  const refused = sum(flows, ({ destination, calls }) => (destination ? 0 : calls));
  const unlabelled = count(sent.filter(({ labels }) => labels?.length === 0));
  const sized = sum(sent, (flow) => flow.sized);
  const places = new Set(sent.map((flow) => idOf(flow, 'where')));
  const place = sent[0]?.destination?.provider;
  return (
    <div className={classes.words}>
      <p className={classes.main}>
        {whose === 'own' && `${text.own} `}
        {text.sentence(totals, {
          sent: numberText(count(sent)),
          calls: numberText(sum(sent, ({ calls }) => calls)),
          left: numberText(totals.leftNode),
        })}{' '}
        {text.countries(
          countries.map((code) => text.toCountry(code)),
          numberText(unplaced),
        )}{' '}
        {places.size === 1 && place !== undefined && text.onePlace(place)}
      </p>
      {refused > 0 && <p>{text.refusedSum(numberText(refused))}</p>}
      {agents.length > 0 && <p>{text.ofAgents(numberText(count(agents)))}</p>}
      {sized > 0 && (
        <p>
          {text.sizes(
            bytesText(sum(sent, ({ sentBytes }) => sentBytes)),
            bytesText(sum(sent, ({ receivedBytes }) => receivedBytes)),
          )}{' '}
          {sized < count(sent) && text.sizesUnknown(numberText(count(sent) - sized))}
        </p>
      )}
      {unlabelled > 0 && <p className="soft">{text.unlabelled(numberText(unlabelled))}</p>}
    </div>
  );
}

function sum(flows: readonly FlowView[], of: (flow: FlowView) => number): number {
  return flows.reduce((total, flow) => total + of(flow), 0);
}
