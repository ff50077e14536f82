import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { dayText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { type Chosen, dayChoices, isDay, monthOf, type Period, periodAddress } from './period.ts';
import classes from './where.module.css';

interface PeriodChooserProps {
  readonly chosen: Chosen;
  /** What the node says that it added up; until then nothing is claimed. */
  readonly shown: Period | undefined;
}

/** The last days, a month, or any two days. What is chosen is the address of the page. */
export function PeriodChooser({ chosen, shown }: PeriodChooserProps) {
  const text = useText().where.period;
  const [now] = useState(() => Date.now());
  const ways: readonly { readonly name: string; readonly way: Chosen }[] = [
    ...dayChoices.map((days) => ({ name: text.days(days), way: { type: 'days', days } as const })),
    { name: text.thisMonth, way: { type: 'between', ...monthOf(now, 0) } },
    { name: text.lastMonth, way: { type: 'between', ...monthOf(now, 1) } },
  ];
  const address = periodAddress(chosen);
  return (
    <div className={classes.period}>
      <nav aria-label={text.title} className={classes.ways}>
        {ways.map(({ name, way }) => (
          <Link
            key={name}
            href={periodAddress(way)}
            aria-current={periodAddress(way) === address ? 'true' : undefined}
          >
            {name}
          </Link>
        ))}
      </nav>
      <Between key={`${shown?.from ?? ''} ${shown?.to ?? ''}`} shown={shown} />
      {shown && <p className={classes.shown}>{text.shown(utcDay(shown.from), utcDay(shown.to))}</p>}
    </div>
  );
}

/** A day of UTC is that day in every zone. */
function utcDay(day: string): string {
  return dayText(`${day}T12:00:00`);
}

function Between({ shown }: Pick<PeriodChooserProps, 'shown'>) {
  const text = useText().where.period;
  const [, navigate] = useLocation();
  const [from, setFrom] = useState(shown?.from ?? '');
  const [to, setTo] = useState(shown?.to ?? '');
  const [isWrong, setWrong] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const isRight = isDay(from) && isDay(to) && from <= to;
    setWrong(!isRight);
    if (isRight) navigate(periodAddress({ type: 'between', from, to }));
  };
  return (
    <form className={classes.between} onSubmit={submit} noValidate>
      <TextInput
        type="date"
        label={text.from}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
        error={isWrong ? text.wrong : undefined}
      />
      <TextInput
        type="date"
        label={text.to}
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <Button type="submit" variant="default">
        {text.show}
      </Button>
    </form>
  );
}
