import type { FlowsView, FlowView } from 'commonhold/api';
import { bytesText, numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { idOf } from './flow-map.ts';
import { whereText } from './flow-words.ts';
import classes from './where.module.css';

/** What the drawing shows, in sentences. */
export function InWords({ view }: { readonly view: FlowsView }) {
  const text = useText().where;
  const { totals, flows, whose } = view;
  const sent = flows.filter(({ destination }) => destination !== undefined);
  const agents = sent.filter(({ destination }) => destination?.isAgents);
  const left = sent.filter(({ destination }) => destination?.local !== 'verified' && !destination?.isAgents);
  const count = (some: readonly FlowView[]): number => some.reduce((sum, flow) => sum + flow.attempts, 0);
  const countries = [...new Set(left.flatMap(({ destination }) => destination?.country ?? []))];
  const unplaced = count(left.filter(({ destination }) => destination?.country === undefined));
  const refused = flows.reduce((sum, flow) => sum + (flow.destination ? 0 : flow.calls), 0);
  const unlabelled = count(sent.filter(({ labels }) => labels?.length === 0));
  const places = new Set(sent.map((flow) => idOf(flow, 'where')));
  const place = agents.length === sent.length ? undefined : sent[0] && whereText(sent[0], text);
  return (
    <div className={classes.words}>
      <p className={classes.main}>
        {whose === 'own' && `${text.own} `}
        {text.sentence(totals, {
          sent: numberText(totals.attempts),
          calls: numberText(totals.calls - refused),
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
      {totals.sized > 0 && (
        <p>
          {text.sizes(bytesText(totals.sentBytes), bytesText(totals.receivedBytes))}{' '}
          {totals.sized < totals.attempts && text.sizesUnknown(numberText(totals.attempts - totals.sized))}
        </p>
      )}
      {unlabelled > 0 && <p className="soft">{text.unlabelled(numberText(unlabelled))}</p>}
    </div>
  );
}
