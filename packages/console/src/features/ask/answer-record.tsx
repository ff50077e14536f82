import { useQuery } from '@tanstack/react-query';
import type { CallView } from 'commonhold/api';
import { Link } from 'wouter';
import { answerOf, api } from '../../api/client.ts';
import { type Text, useText } from '../../text/text.ts';
import classes from './ask.module.css';
import type { Message } from './tree.ts';
import { whereText } from './where-text.ts';

/** The next signed head comes within a second; this asks as soon as it can be there. */
const coveredPollMs = 1000;

interface AnswerRecordProps {
  readonly answer: Message;
  readonly coming: boolean;
}

/** Where an answer ran, what decided about it, and what the record has of it. */
export function AnswerRecord({ answer, coming }: AnswerRecordProps) {
  const words = useText();
  const { call, local, destination, decision } = answer;
  if (call === undefined) return null;
  const facts = [
    ...(local === undefined || destination === undefined
      ? []
      : [whereText(words, { local, provider: destination })]),
    ...(decision === undefined ? [] : decision.split(', ').map((step) => decisionText(step, words))),
  ];
  return (
    <p className={classes.record}>
      {facts.join(' · ')}
      {facts.length > 0 && ' · '}
      <Link href={`/calls/${call}`}>{words.ask.record.entry}</Link>
      {!coming && <OnRecord call={call} />}
    </p>
  );
}

function OnRecord({ call }: { readonly call: string }) {
  const text = useText().ask.record;
  const record = useQuery({
    // Not under `calls`: what is asked for here is done once it is covered, and need not be asked again with each call.
    queryKey: ['answer-record', call],
    queryFn: async (): Promise<CallView> =>
      (await answerOf(api.calls[':id'].$get({ param: { id: call } }))).call,
    staleTime: Infinity,
    refetchInterval: (query) =>
      query.state.data?.checkpointSize === undefined && query.state.status !== 'error'
        ? coveredPollMs
        : false,
  });
  if (record.isError) return <> · {text.unreadable}</>;
  const { data } = record;
  if (data === undefined) return null;
  const facts = [
    text.statuses[data.status],
    data.checkpointSize === undefined ? text.soon : text.covered(data.checkpointSize),
    data.status === 'refused' ? '' : text.tokens(data.inputTokens, data.outputTokens, data.usageSource),
    data.totalMs === undefined ? '' : text.duration(data.totalMs),
  ];
  return facts.filter((fact) => fact !== '').map((fact) => ` · ${fact}`);
}

function decisionText(step: string, { ask }: Text): string {
  const [effect, ...rest] = step.split(':');
  const rule = rest.join(':');
  if (effect === 'allow') return ask.record.allowed(rule);
  if (effect === 'deny') return ask.record.denied(rule);
  return ask.record.otherDecision(step);
}
