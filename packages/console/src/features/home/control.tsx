import type { OverviewView } from 'commonhold/api';
import { RankedBars } from '../../components/plots/ranked-bars.tsx';
import { useText } from '../../text/text.ts';
import classes from './home.module.css';
import { Question } from './question.tsx';
import { toneOf } from './tone.ts';

export function Control({ overview }: { readonly overview: OverviewView }) {
  const { home } = useText();
  const text = home.control;
  const { byLocal, byStatus, tools } = overview.totals;
  return (
    <Question
      question={text.question}
      number={text.number(byLocal.no)}
      picture={
        <>
          <p className={classes.pictureName}>{text.picture}</p>
          {overview.destinations.length === 0 ? (
            <p className="soft">{home.noneYet}</p>
          ) : (
            <RankedBars
              caption={text.picture}
              columns={[text.destination, text.calls]}
              rows={overview.destinations.map((row) =>
                row.rest
                  ? { id: '…', name: text.rest(row.count), value: row.calls, tone: 'rented' }
                  : {
                      id: `${row.provider} ${row.local}`,
                      name: row.provider,
                      note: text.local[row.local] ?? row.local,
                      value: row.calls,
                      tone: toneOf(row.local),
                    },
              )}
            />
          )}
        </>
      }
    >
      <p>{text.answer(byStatus.refused)}</p>
      {tools > 0 && <p>{text.tools(tools)}</p>}
      <p className="soft">{text.cannot}</p>
    </Question>
  );
}
