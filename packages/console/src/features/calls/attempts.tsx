import type { AttemptView, CallView } from 'commonhold/api';
import { Facts } from '../../components/facts.tsx';
import { nanosText } from '../../components/money.ts';
import { durationText, numberText } from '../../components/written.ts';
import { type Text, useText } from '../../text/text.ts';
import { providerWire } from './content.tsx';
import { isToolUse } from './tool-story.ts';
import classes from './document.module.css';
import { at, textOf } from './json-values.ts';
import { Shown } from '../../components/shown.tsx';
import { TimePlot } from './time-plot.tsx';
import { type AttemptTimes, type Timeline, timelineOf } from './timeline.ts';

/** To whom the call was sent, one after the other, and when what happened. */
export function Attempts({ call }: { readonly call: CallView }) {
  const { calls, erasing } = useText();
  const text = calls.call;
  const sent = call.attemptDetails.filter(({ number }) => number > 0);
  const isCleared = call.erasure?.extent === 'everything';
  const timeline = isCleared ? undefined : timelineOf(call);
  return (
    <section>
      <h2>{text.attempts}</h2>
      {sent.length === 0 && <p>{text.noAttempts}</p>}
      {sent.length > 0 && timeline === undefined && <p>{isCleared ? erasing.call.times : text.noPlot}</p>}
      {timeline && isWorthDrawing(timeline) && <TimePlot timeline={timeline} />}
      {sent.map((attempt) => (
        <Attempt
          key={attempt.number}
          call={call}
          attempt={attempt}
          times={timeline?.attempts.find(({ number }) => number === attempt.number)}
        />
      ))}
      {timeline && sent.length > 0 && <p className={`soft ${classes.note}`}>{text.plotNote}</p>}
    </section>
  );
}

/** A single moment needs no drawing. */
function isWorthDrawing({ attempts }: Timeline): boolean {
  return attempts.some(({ firstByteMs, endMs }) => firstByteMs !== undefined || endMs !== undefined);
}

interface AttemptProps {
  readonly call: CallView;
  readonly attempt: AttemptView;
  readonly times: AttemptTimes | undefined;
}

function Attempt({ call, attempt, times }: AttemptProps) {
  const { calls: all, costs } = useText();
  const text = all.call;
  const { intent, outcome, number } = attempt;
  const [intentLeaf, outcomeLeaf] = ['intent', 'outcome'].map(
    (kind) =>
      call.leaves.find(({ leaf }) => at(leaf, 'kind') === kind && at(leaf, 'attempt') === number)?.leaf,
  );
  const destination = at(intentLeaf, 'destination');
  const local = textOf(at(destination, 'local'));
  const error = textOf(at(outcomeLeaf, 'error'));
  const state = all.status[attempt.status] + (error === undefined ? '' : ` (${error})`);
  const shown = (value: string | undefined) => (value === undefined ? undefined : <Shown text={value} />);
  return (
    <>
      <h3>
        <Shown
          text={text.attemptTitle(number, isToolUse(call) ? all.tools.where : (intent.provider ?? ''), state)}
        />
      </h3>
      <Facts
        of={[
          [text.answeredBy, shown(intent.model)],
          [text.served, outcome?.served === intent.model ? undefined : shown(outcome?.served)],
          [
            text.where,
            isToolUse(call)
              ? all.tools.whereLong
              : local === 'verified' || local === 'declared' || local === 'no'
                ? all.localLong[local]
                : shown(local),
          ],
          [text.entity, shown(intent.legalEntity)],
          [text.country, shown(textOf(at(destination, 'country')))],
          [
            text.retention,
            intent.retentionDays === undefined
              ? undefined
              : text.retentionDays(numberText(intent.retentionDays)),
          ],
          [
            text.trains,
            intent.trainsOnData === undefined
              ? undefined
              : intent.trainsOnData
                ? text.trainsYes
                : text.trainsNo,
          ],
          [text.protocol, shown(text.protocols(call.wire, providerWire(call, number)))],
          [costs.cost, shown(costOf(attempt, costs))],
          [text.http, outcome?.http === undefined ? undefined : String(outcome.http)],
          [
            text.times,
            times && timeWords(times, attempt.status, text).map((words) => <div key={words}>{words}</div>),
          ],
        ]}
      />
    </>
  );
}

/** What this sending cost, and who says so. Nothing where the record has nothing of it. */
function costOf({ outcome }: AttemptView, text: Text['costs']): string | undefined {
  const cost = outcome?.cost;
  if (cost === undefined) return undefined;
  const { source, nanos = 0, currency = '', list = '', priced = '' } = cost;
  const said = (words: string): string =>
    textOf(at(outcome?.usage, 'source')) === 'estimated' ? text.estimated(words) : words;
  switch (source) {
    case 'engine':
      return text.engine;
    case 'unknown':
      return cost.why === 'no-price' ? text.noPrice : text.noUsage;
    case 'owner':
      return said(text.byOwner(nanosText(nanos, currency)));
    case 'destination':
      return said(text.byDestination(nanosText(nanos, currency)));
    case 'list':
      return said(text.byList(nanosText(nanos, currency), list, priced));
  }
}

/** The same as the plot says, for whoever reads rather than looks. */
function timeWords(
  times: AttemptTimes,
  status: AttemptView['status'],
  text: Text['calls']['call'],
): readonly string[] {
  const { events, eventAfter } = text;
  const words = [eventAfter(events.written, durationText(times.writtenMs))];
  if (times.firstByteMs !== undefined)
    words.push(eventAfter(events['first-byte'], durationText(times.firstByteMs)));
  if (times.endMs !== undefined) words.push(eventAfter(events.end, durationText(times.endMs)));
  else words.push(status === 'open' ? text.stillOpen : text.endUnknown);
  return words;
}
