import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WitnessesView } from 'commonhold/api';
import { answerOf, api } from '../../api/client.ts';
import { useSession } from '../../api/session.ts';
import { CopyWords } from '../../components/copy-words.tsx';
import { Problem } from '../../components/problem.tsx';
import { visibleControls } from '../../components/visible-controls.ts';
import { Waiting } from '../../components/waiting.tsx';
import { numberText, timeText } from '../../components/written.ts';
import { type Text, useText } from '../../text/text.ts';
import { AddWitness } from './add-witness.tsx';
import classes from './ledger.module.css';

type Words = Text['ledger']['witnesses'];

/** Who has cosigned how far, what that is required for, and whose logs this node watches in turn. */
export function Witnesses() {
  const text = useText().ledger.witnesses;
  const isOwner = useSession().data?.role === 'owner';
  const witnesses = useQuery({
    queryKey: ['calls', 'witnesses'],
    queryFn: async (): Promise<WitnessesView> => answerOf(api.witnesses.$get()),
  });
  return (
    <section>
      <h2>{text.title}</h2>
      <p>{text.lead}</p>
      {witnesses.isPending && <Waiting />}
      {witnesses.isError && <Problem error={witnesses.error} again={() => void witnesses.refetch()} />}
      {witnesses.data && (
        <>
          <Asked of={witnesses.data} isOwner={isOwner} />
          {isOwner && <AddWitness />}
          <Accepted of={witnesses.data.accepted} />
        </>
      )}
    </section>
  );
}

function Asked({ of, isOwner }: { readonly of: WitnessesView; readonly isOwner: boolean }) {
  const text = useText().ledger.witnesses;
  const queries = useQueryClient();
  const { asked, quorum } = of;
  const refresh = () => queries.invalidateQueries({ queryKey: ['calls', 'witnesses'] });
  const round = useMutation({
    mutationFn: () => answerOf(api.witnesses.round.$post()),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: (name: string) => answerOf(api.witnesses.asked[':name'].$delete({ param: { name } })),
    onSettled: refresh,
  });
  if (asked.length === 0) return <p>{text.none}</p>;
  return (
    <>
      <ul className={classes.rows} aria-label={text.title}>
        {asked.map(({ name, cosigned, failure, url }) => (
          <li key={name}>
            <span className={classes.when}>{name}</span>
            <span>
              {cosigned === undefined
                ? text.never
                : text.cosigned(numberText(cosigned.size), timeText(cosigned.time))}{' '}
              {failure && visibleControls(text.failure(failure.detail, timeText(failure.nextTry)))}{' '}
              <span className="soft">{url}</span>{' '}
              {isOwner && (
                <button
                  type="button"
                  className="as-link"
                  aria-label={text.removeNamed(name)}
                  disabled={remove.isPending}
                  onClick={() => remove.mutate(name)}
                >
                  {text.remove}
                </button>
              )}
            </span>
          </li>
        ))}
      </ul>
      <p>{quorumWords(quorum, text)}</p>
      {isOwner && (
        <p>
          <Button variant="default" loading={round.isPending} onClick={() => round.mutate()}>
            {text.ask}
          </Button>
        </p>
      )}
      {[round, remove].map(({ isError, error }, at) =>
        // The two never change places.
        // oxlint-disable-next-line react/no-array-index-key
        isError ? <Problem key={at} error={error} /> : null,
      )}
    </>
  );
}

function quorumWords({ rule, met, waits }: WitnessesView['quorum'], text: Words): string {
  if (rule === 'none') return text.quorum.none;
  return [
    typeof rule === 'number' ? text.quorum.number(numberText(rule)) : text.quorum.name(rule),
    met ? text.met(numberText(met.size), timeText(met.time)) : '',
    waits ? text.waits : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function Accepted({ of: { witness, logs } }: { readonly of: WitnessesView['accepted'] }) {
  const text = useText().ledger.witnesses;
  return (
    <>
      <h3>{text.others}</h3>
      {logs.length === 0 ? (
        <>
          <p>{text.othersNone}</p>
          <pre className={classes.text}>{text.othersCommand}</pre>
        </>
      ) : (
        <ul className={classes.rows} aria-label={text.others}>
          {logs.map(({ origin, size, time }) => (
            <li key={origin}>
              <span className={classes.when}>{origin}</span>
              <span>
                {text.other(
                  size === undefined ? undefined : numberText(size),
                  time === undefined ? undefined : timeText(time),
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {witness && (
        <details>
          <summary>{text.ownKeys}</summary>
          {witness.verifierKeys.map((key) => (
            <p key={key} className={classes.witnessKey}>
              <code>{key}</code> <CopyWords value={key} label={text.copyKey} />
            </p>
          ))}
        </details>
      )}
    </>
  );
}
