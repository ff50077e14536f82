import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useText } from '../../text/text.ts';
import { utcDayText } from '../written.ts';
import { type Chosen, dayChoices, isDay, monthOf, type Period, periodAddress } from './period.ts';
import classes from './period.module.css';

interface PeriodChooserProps {
  /** The address of the page that it is on, and what else stands in it. */
  readonly page: string;
  readonly also?: Readonly<Record<string, string>>;
  readonly chosen: Chosen;
  /** What the node says that it added up; until then nothing is claimed. */
  readonly shown: Period | undefined;
  /** Where the days begin and end, once the node has said it. */
  readonly timeZone: string | undefined;
}

/** The last days, a month, or any two days. What is chosen is the address of the page. */
export function PeriodChooser({ page, also = {}, chosen, shown, timeZone }: PeriodChooserProps) {
  const text = useText().period;
  const [now] = useState(() => Date.now());
  const ways: readonly { readonly name: string; readonly way: Chosen }[] = [
    ...dayChoices.map((days) => ({ name: text.days(days), way: { type: 'days', days } as const })),
    // A month begins at another moment in another place, so none is offered before the place is known.
    ...(timeZone === undefined
      ? []
      : [
          { name: text.thisMonth, way: { type: 'between', ...monthOf(now, 0, timeZone) } as const },
          { name: text.lastMonth, way: { type: 'between', ...monthOf(now, 1, timeZone) } as const },
        ]),
  ];
  const addressOf = (way: Chosen): string => periodAddress(page, way, also);
  return (
    <div className={classes.period}>
      <nav aria-label={text.title} className={classes.ways}>
        {ways.map(({ name, way }) => (
          <Link
            key={name}
            href={addressOf(way)}
            aria-current={addressOf(way) === addressOf(chosen) ? 'true' : undefined}
          >
            {name}
          </Link>
        ))}
      </nav>
      <Between key={`${shown?.from ?? ''} ${shown?.to ?? ''}`} shown={shown} addressOf={addressOf} />
      {shown && timeZone !== undefined && (
        <p className={classes.shown}>{text.shown(utcDayText(shown.from), utcDayText(shown.to), timeZone)}</p>
      )}
    </div>
  );
}

interface BetweenProps {
  readonly shown: Period | undefined;
  readonly addressOf: (way: Chosen) => string;
}

function Between({ shown, addressOf }: BetweenProps) {
  const text = useText().period;
  const [, navigate] = useLocation();
  const [from, setFrom] = useState(shown?.from ?? '');
  const [to, setTo] = useState(shown?.to ?? '');
  const [isWrong, setWrong] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const isRight = isDay(from) && isDay(to) && from <= to;
    setWrong(!isRight);
    if (isRight) navigate(addressOf({ type: 'between', from, to }));
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
