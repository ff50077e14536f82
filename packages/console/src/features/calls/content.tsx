import type { CallView } from 'commonhold/api';
import { useMemo } from 'react';
import { useSession } from '../../api/session.ts';
import { Problem } from '../../components/problem.tsx';
import { type Text, useText } from '../../text/text.ts';
import type { OpenedBody, useOpening } from './asked-of-the-node.ts';
import { Closed } from './closed.tsx';
import { ErasedContent } from './erased-content.tsx';
import { at, textOf } from './json-values.ts';
import { readAnswer, readRequest } from './read-bytes.ts';
import { SpokenAnswerView, SpokenRequestView } from './spoken-view.tsx';

interface ContentProps {
  readonly call: CallView;
  readonly opening: ReturnType<typeof useOpening>;
}

/** What was asked and answered: closed until somebody opens it, which is written down first. */
export function Content({ call, opening }: ContentProps) {
  const text = useText().calls.call;
  const name = useSession().data?.name ?? '';
  return (
    <section>
      <h2>{text.content}</h2>
      {call.erasure && call.erased !== undefined ? (
        <ErasedContent erasure={call.erasure} index={call.erased} />
      ) : opening.data ? (
        <>
          <p className="soft" role="status">
            {text.opened(name)}
          </p>
          <Opened call={call} bodies={opening.data} text={text} />
        </>
      ) : (
        <Closed
          callers={[call.principal.id]}
          text={text.closed(name)}
          button={text.openAs(name)}
          isPending={opening.isPending}
          onOpen={(reason) => opening.mutate({ id: call.id, reason })}
          second={call.id}
        />
      )}
      {opening.isError && <Problem error={opening.error} />}
    </section>
  );
}

interface OpenedProps {
  readonly call: CallView;
  readonly bodies: readonly OpenedBody[];
  readonly text: Text['calls']['call'];
}

function Opened({ call, bodies, text }: OpenedProps) {
  // Reading takes some ten milliseconds a megabyte, and a live page is drawn often.
  const { id, wire } = call;
  const wires = bodies.map(({ attempt }) => providerWire(call, attempt)).join(' ');
  const request = useMemo(() => {
    const body = bodies.find(({ field }) => field === 'request');
    return body && readRequest(wire, body.bytes);
  }, [bodies, wire]);
  const answers = useMemo(
    () =>
      bodies.flatMap(({ field, attempt, bytes }, index) =>
        field === 'received' ? [{ attempt, reading: readAnswer(wires.split(' ')[index] ?? '', bytes) }] : [],
      ),
    [bodies, wires],
  );
  return (
    <>
      <h3>{text.asked}</h3>
      {request ? <SpokenRequestView reading={request} /> : <p>{text.unreadable.empty}</p>}
      {answers.map(({ attempt, reading }) => (
        <section key={`${id} ${attempt}`}>
          <h3>{answers.length > 1 ? text.answeredOf(attempt, providerOf(call, attempt)) : text.answered}</h3>
          <SpokenAnswerView reading={reading} />
        </section>
      ))}
      {answers.length === 0 && (
        <>
          <h3>{text.answered}</h3>
          <p>{call.status === 'open' ? text.answeredNotYet : text.answeredNothing}</p>
        </>
      )}
    </>
  );
}

function providerOf(call: CallView, attempt: number): string {
  return call.attemptDetails.find(({ number }) => number === attempt)?.intent.provider ?? '';
}

/** The protocol that the destination spoke, as the entry of that attempt has it. */
export function providerWire(call: CallView, attempt: number): string {
  const entry = call.leaves.find(
    ({ leaf }) => at(leaf, 'kind') === 'intent' && at(leaf, 'attempt') === attempt,
  );
  return textOf(at(at(entry?.leaf, 'wire'), 'provider')) ?? call.wire;
}
