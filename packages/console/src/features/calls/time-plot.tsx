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
          const labelled = placed(events, top).map((event, place) => ({
            ...event,
            y: bar + barHeight / 2 + (place + 1) * labelHeight - 4,
          }));
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
              {labelled.map((event) => (
                <line
                  key={event.name}
                  x1={across(event.ms)}
                  x2={across(event.ms)}
                  y1={bar - barHeight / 2}
                  y2={event.y}
                  className={classes.tick}
                />
              ))}
              {labelled.map((event) => (
                <text
                  key={event.name}
                  x={across(event.ms)}
                  dx={event.isRight ? -6 : 6}
                  y={event.y}
                  textAnchor={event.isRight ? 'end' : 'start'}
                  className={classes.plotLabel}
                >
                  {text.eventAfter(text.events[event.name], durationText(event.ms))}
                </text>
              ))}
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

/**
 * In which order labels stand below one another, so that no line runs through a word: in the left half the last event
 * on top, its words going right; in the right half the first on top, its words going left.
 */
function placed(events: readonly PlottedEvent[], top: number) {
  const sided = events.map((event) => ({ ...event, isRight: event.ms / top > 0.5 }));
  return [...sided.filter(({ isRight }) => !isRight).toReversed(), ...sided.filter(({ isRight }) => isRight)];
}
