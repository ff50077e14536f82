import { Button, NativeSelect } from '@mantine/core';
import type { PolicyFileView } from 'commonhold/api';
import { useState } from 'react';
import { ApiError } from '../../api/client.ts';
import { Problem } from '../../components/problem.tsx';
import { numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { EffectResult } from './effect-result.tsx';
import classes from './rules.module.css';
import { areSame, type TryRun } from './try-run.ts';

const dayMs = 86_400_000;
const periods = ['7', '30', '90', 'all'] as const;
type Period = (typeof periods)[number];

interface EffectProps {
  readonly files: readonly PolicyFileView[];
  readonly run: TryRun;
  /** Undefined while nobody knows. */
  readonly isRight: boolean | undefined;
}

/** What the text beside would have meant for calls of the past. */
export function Effect({ files, run, isRight }: EffectProps) {
  const text = useText().rules.effect;
  const [period, setPeriod] = useState<Period>('30');
  const { state } = run;
  const isRunning = state.type === 'running';
  return (
    <section className={classes.effect} aria-labelledby="rules-effect">
      <h2 id="rules-effect">{text.title}</h2>
      <p className="soft">{text.lead}</p>
      <div className={classes.ask}>
        <NativeSelect
          label={text.period}
          data={periods.map((value) => ({ value, label: text.periods[value] }))}
          value={period}
          onChange={(event) => setPeriod(event.currentTarget.value as Period)}
        />
        {isRunning ? (
          <Button variant="default" onClick={run.stop}>
            {text.stop}
          </Button>
        ) : (
          <Button
            variant="default"
            disabled={isRight !== true}
            onClick={() => run.start(files, sinceOf(period))}
          >
            {state.type === 'idle' ? text.run : text.again}
          </Button>
        )}
      </div>
      {isRight === false && <p className="soft">{text.notYet}</p>}
      <div aria-live="polite">
        {state.type === 'running' && <Progress state={state} />}
        {state.type === 'stopped' && <p>{text.stopped}</p>}
        {state.type === 'failed' &&
          (state.error instanceof ApiError && state.error.code === 'try_broken' ? (
            <p role="alert">{text.broken}</p>
          ) : (
            <Problem error={state.error} />
          ))}
        {state.type === 'done' && !areSame(run.files, files) && (
          <p className={classes.warning}>{text.stale}</p>
        )}
      </div>
      {state.type === 'done' && <EffectResult result={state.result} isStale={!areSame(run.files, files)} />}
    </section>
  );
}

function Progress({ state }: { readonly state: Extract<TryRun['state'], { type: 'running' }> }) {
  const text = useText();
  const { seen = 0, of } = state.progress ?? {};
  if (of === undefined) return <p className="soft">{text.frame.waiting}</p>;
  const words = text.rules.effect.progress(numberText(seen), numberText(of));
  return (
    <p>
      <progress className={classes.progress} value={seen} max={Math.max(of, 1)} aria-label={words} />
      <br />
      {words}
    </p>
  );
}

/** Whole days of UTC, as the node reads them; all time begins before any node did. */
function sinceOf(period: Period): string {
  if (period === 'all') return '2000-01-01';
  return new Date(Date.now() - Number(period) * dayMs).toISOString().slice(0, 'yyyy-mm-dd'.length);
}
