import { moneyText } from '../../components/money.ts';
import { namedBars, useDrawnWidth } from '../../components/plots/drawn-width.ts';
import { niceScale } from '../../components/plots/nice-scale.ts';
import plots from '../../components/plots/plots.module.css';
import classes from './costs.module.css';

interface MoneyBarsProps {
  /** One sentence that says what the picture says. */
  readonly caption: string;
  readonly currency: string;
  readonly bars: readonly {
    readonly name: string;
    readonly value: number;
    /** Sendings of which nobody knows the cost. */
    readonly unknown: number;
    readonly title: string;
  }[];
  readonly unknownKey: string;
}

/** Until it is known how wide the page is. */
const usualWidth = 760;
const height = 190;
const left = 72;
const bottom = 22;
const top = 22;
/** The smallest step of an axis: the smallest amount that is kept. */
const smallest = 1e-9;

/** A bar for each day or month, from zero, drawn as wide as the page is, so that its words are as large as the page's. A ring above one says that it could be higher: nobody knows what some of it cost. */
export function MoneyBars({ caption, currency, bars, unknownKey }: MoneyBarsProps) {
  const { ref, width } = useDrawnWidth(usualWidth);
  const most = Math.max(...bars.map(({ value }) => value), smallest);
  const { top: scaleTop, steps } = niceScale(most, smallest);
  const step = (width - left) / Math.max(1, bars.length);
  const y = (value: number): number => height - bottom - (value / scaleTop) * (height - bottom - top);
  const labelled = namedBars(bars.length, width);
  return (
    <figure ref={ref} className={classes.plot}>
      <figcaption>{caption}</figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={caption}>
        {steps.map((value) => (
          <g key={value}>
            <line x1={left} x2={width} y1={y(value)} y2={y(value)} className={plots.grid} />
            <text x={left - 8} y={y(value) + 4} textAnchor="end" className={plots.axis}>
              {moneyText(value, currency)}
            </text>
          </g>
        ))}
        {bars.map(({ name, value, unknown, title }, index) => (
          <g key={name}>
            <title>{title}</title>
            <rect
              x={left + index * step + step * 0.15}
              width={step * 0.7}
              y={y(value)}
              height={y(0) - y(value)}
              className={plots.bar}
            />
            {unknown > 0 && (
              <circle
                cx={left + (index + 0.5) * step}
                cy={y(value) - 7}
                r={3}
                className={classes.unknownMark}
              />
            )}
          </g>
        ))}
        {labelled.map((index) => {
          const bar = bars[index];
          return (
            bar && (
              <text
                key={bar.name}
                x={left + (index + 0.5) * step}
                y={height - 5}
                textAnchor={anchorOf(index, bars.length)}
                className={plots.axis}
              >
                {bar.name}
              </text>
            )
          );
        })}
      </svg>
      {bars.some(({ unknown }) => unknown > 0) && (
        <p className={classes.key}>
          <svg viewBox="0 0 10 10" aria-hidden="true" className={classes.keyMark}>
            <circle cx={5} cy={5} r={3.5} className={classes.unknownMark} />
          </svg>{' '}
          {unknownKey}
        </p>
      )}
    </figure>
  );
}

/** A single bar has its name below it; the first and the last of several do not leave the drawing. */
function anchorOf(index: number, count: number): 'start' | 'middle' | 'end' {
  if (count === 1) return 'middle';
  if (index === 0) return 'start';
  return index === count - 1 ? 'end' : 'middle';
}
