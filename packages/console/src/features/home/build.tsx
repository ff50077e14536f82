import { useQuery } from '@tanstack/react-query';
import type { OverviewView } from 'commonhold/api';
import { Link } from 'wouter';
import { answerOf, api } from '../../api/client.ts';
import { useSession } from '../../api/session.ts';
import { RankedBars } from '../../components/plots/ranked-bars.tsx';
import { useText } from '../../text/text.ts';
import classes from './home.module.css';
import { Question } from './question.tsx';
import { toneOf } from './tone.ts';

export function Build({ overview }: { readonly overview: OverviewView }) {
  const { home } = useText();
  const text = home.build;
  const session = useSession().data;
  const source = useQuery({
    queryKey: ['source'],
    queryFn: () => answerOf(api.source.$get()),
    staleTime: Infinity,
  });
  return (
    <Question
      question={text.question}
      number={text.number(source.data?.files.length ?? 0)}
      picture={
        <>
          <p className={classes.pictureName}>{text.picture}</p>
          {overview.models.length === 0 ? (
            <p className="soft">{home.noneYet}</p>
          ) : (
            <RankedBars
              caption={text.picture}
              columns={[text.model, home.control.calls]}
              rows={overview.models.map((row) =>
                row.rest
                  ? { id: '…', name: home.control.rest(row.count), value: row.calls, tone: 'rented' }
                  : {
                      id: `${row.provider} ${row.model} ${row.local}`,
                      name: row.model,
                      note: home.control.local[row.local] ?? row.local,
                      value: row.calls,
                      tone: toneOf(row.local),
                    },
              )}
            />
          )}
        </>
      }
    >
      <p>{text.answer}</p>
      <p>
        {text.address}: <code>{location.origin}/v1</code>.{' '}
        {session?.role !== 'auditor' && <Link href="/connect">{text.connect}</Link>}
      </p>
    </Question>
  );
}
