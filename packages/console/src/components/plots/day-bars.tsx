import { numberText } from '../written.ts';
import { namedBars, useDrawnWidth } from './drawn-width.ts';
import classes from './plots.module.css';
import { niceScale } from './nice-scale.ts';

interface DayBarsProps {
  /** One sentence that says what the picture says. */
  readonly caption: string;
  readonly days: readonly { readonly day: string; readonly value: number; readonly trouble: number }[];
  /** The two parts of a bar, as they are labelled. */
  readonly names: { readonly value: string; readonly trouble: string };
  readonly dayName: (day: string) => string;
}

/** Until it is known how wide the page is. */
const usualWidth = 520;
const height = 170;
const left = 44;
const bottom = 22;
const top = 18;

/** A bar for each day, from zero; the part that went wrong stands at its foot in a stronger tone. */
export function DayBars({ caption, days, names, dayName }: DayBarsProps) {
  const { ref, width } = useDrawnWidth(usualWidth);
  const most = Math.max(...days.map(({ value }) => value), 1);
  const { top: scaleTop, steps } = niceScale(most);
  const step = (width - left) / Math.max(1, days.length);
  const y = (value: number): number => height - bottom - (value / scaleTop) * (height - bottom - top);
  const labelled = namedBars(days.length, width);
  return (
    <figure ref={ref} className={classes.figure}>
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={caption}>
        {steps.map((value) => (
          <g key={value}>
            <line x1={left} x2={width} y1={y(value)} y2={y(value)} className={classes.grid} />
            <text x={left - 8} y={y(value) + 4} textAnchor="end" className={classes.axis}>
              {numberText(value)}
            </text>
          </g>
        ))}
        {days.map(({ day, value, trouble }, index) => (
          <g key={day}>
            <title>{`${dayName(day)}: ${numberText(value)}`}</title>
            <rect
              x={left + index * step + step * 0.15}
              width={step * 0.7}
              y={y(value)}
              height={y(0) - y(value)}
              className={classes.bar}
            />
            <rect
              x={left + index * step + step * 0.15}
              width={step * 0.7}
              y={y(trouble)}
              height={y(0) - y(trouble)}
              className={classes.trouble}
            />
          </g>
        ))}
        {labelled.map((index) => {
          const day = days[index];
          return (
            day && (
              <text
                key={day.day}
                x={left + (index + 0.5) * step}
                y={height - 5}
                textAnchor={index === 0 ? 'start' : index === days.length - 1 ? 'end' : 'middle'}
                className={classes.axis}
              >
                {dayName(day.day)}
              </text>
            )
          );
        })}
      </svg>
      <figcaption className={classes.key}>
        <span data-tone="accent">{names.value}</span> <span data-tone="trouble">{names.trouble}</span>
      </figcaption>
    </figure>
  );
}
