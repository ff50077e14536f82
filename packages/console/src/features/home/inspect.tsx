import type { OverviewView } from 'commonhold/api';
import { Link } from 'wouter';
import { DayBars } from '../../components/plots/day-bars.tsx';
import { utcDayText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import classes from './home.module.css';
import { Question } from './question.tsx';

export function Inspect({ overview }: { readonly overview: OverviewView }) {
  const text = useText().home.inspect;
  const { byStatus, calls } = overview.totals;
  const failed = notCompleted(byStatus);
  return (
    <Question
      question={text.question}
      number={text.number(calls)}
      picture={
        <>
          <p className={classes.pictureName}>{text.picture}</p>
          <DayBars
            caption={`${text.picture}: ${text.number(calls)}`}
            names={{ value: text.picture, trouble: text.troubleName }}
            dayName={utcDayText}
            days={overview.days.map((day) => ({
              day: day.day,
              value: day.calls,
              trouble: notCompleted(day.byStatus),
            }))}
          />
        </>
      }
    >
      <p>{text.answer(overview.record.size, overview.record.unsigned)}</p>
      {failed > 0 && <p>{text.trouble(failed, byStatus.unknown)}</p>}
      <p>
        <Link href="/calls">{text.open}</Link>
      </p>
    </Question>
  );
}

function notCompleted(status: OverviewView['totals']['byStatus']): number {
  return status.failed + status.aborted + status.unknown + status.refused;
}
