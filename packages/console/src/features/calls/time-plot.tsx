import { niceScale } from '../../components/plots/nice-scale.ts';
import { durationText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import classes from './document.module.css';
import type { AttemptTimes, Timeline } from './timeline.ts';

/** Heights in pixels. Across, everything is a share of the width, so that letters keep their size on a phone. */
const nameHeight = 20;
const barHeight = 10;
const labelHeight = 19;
const gapHeight = 14;
const axisHeight = 40;

/** When what happened, on one axis from zero: a thin line while waiting, a thick one while the answer came. */
export function TimePlot({ timeline }: { readonly timeline: Timeline }) {
  const text = useText().calls.call;
  const { top, steps } = niceScale(timeline.endMs);
  const across = (ms: number): string => `${((ms / top) * 100).toFixed(3)}%`;
  const rows = timeline.attempts.map((attempt) => ({ attempt, events: eventsOf(attempt) }));
  const heights = rows.map(({ events }) => nameHeight + barHeight + events.length * labelHeight + gapHeight);
  const body = heights.reduce((sum, height) => sum + height, 0);
  return (
    <figure className={classes.plot}>
      <svg width="100%" height={body + axisHeight} role="img" aria-label={text.plot}>
        {steps.map((step) => (
          <line key={step} x1={across(step)} x2={across(step)} y1={0} y2={body} className={classes.grid} />
        ))}
        {rows.map(({ attempt, events }, index) => {
          const y = heights.slice(0, index).reduce((sum, height) => sum + height, 0);
          const bar = y + nameHeight + barHeight / 2;
          const { writtenMs, firstByteMs, endMs } = attempt;
          return (
            <g key={attempt.number}>
              <text x={0} y={y + 14} className={classes.plotName}>
                {text.attemptShort(attempt.number, attempt.provider)}
              </text>
              <line
                x1={across(writtenMs)}
                x2={across(firstByteMs ?? endMs ?? timeline.endMs)}
                y1={bar}
                y2={bar}
                className={classes.waited}
              />
              {firstByteMs !== undefined && (
                <line
                  x1={across(firstByteMs)}
                  x2={across(endMs ?? timeline.endMs)}
                  y1={bar}
                  y2={bar}
                  className={classes.came}
                />
              )}
              {events.map(({ name, ms }, place) => {
                const label = bar + barHeight / 2 + (place + 1) * labelHeight - 4;
                // Whatever begins in the right half is written to the left of its line.
                const isRight = ms / top > 0.5;
                return (
                  <g key={name}>
                    <line
                      x1={across(ms)}
                      x2={across(ms)}
                      y1={bar - barHeight / 2}
                      y2={label}
                      className={classes.tick}
                    />
                    <text
                      x={across(ms)}
                      dx={isRight ? -6 : 6}
                      y={label}
                      textAnchor={isRight ? 'end' : 'start'}
                      className={classes.plotLabel}
                    >
                      {text.eventAfter(text.events[name], durationText(ms))}
                    </text>
                  </g>
                );
              })}
            </g>
          );
        })}
        <line x1={0} x2="100%" y1={body} y2={body} className={classes.axis} />
        {steps.map((step, index) => (
          <text
            key={step}
            x={across(step)}
            y={body + 16}
            textAnchor={index === 0 ? 'start' : index === steps.length - 1 ? 'end' : 'middle'}
            className={classes.plotAxis}
          >
            {index === 0 ? '0' : durationText(step)}
          </text>
        ))}
        <text x={0} y={body + 34} className={classes.plotAxis}>
          {text.plotAxis}
        </text>
      </svg>
    </figure>
  );
}

interface PlottedEvent {
  readonly name: 'written' | 'first-byte' | 'end';
  readonly ms: number;
}

function eventsOf({ writtenMs, firstByteMs, endMs }: AttemptTimes): readonly PlottedEvent[] {
  return [
    { name: 'written', ms: writtenMs },
    ...(firstByteMs === undefined ? [] : [{ name: 'first-byte' as const, ms: firstByteMs }]),
    ...(endMs === undefined ? [] : [{ name: 'end' as const, ms: endMs }]),
  ];
}
