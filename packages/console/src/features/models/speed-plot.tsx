import type { RecommendationView } from 'commonhold/api';
import { numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { rateText } from './figures.ts';
import classes from './models.module.css';

interface SpeedPlotProps {
  readonly candidates: RecommendationView['candidates'];
  /** The model whose figure was measured; all others are estimates. */
  readonly measured: string;
}

/** About as fast as people read; slower than this feels like waiting for each word. */
const readingRate = 5;

/**
 * Tokens a second of every model that could run here, the quickest first: a table whose numbers are also drawn, all
 * from zero on one scale. What was measured is filled, what is estimated is only outlined.
 */
export function SpeedPlot({ candidates, measured }: SpeedPlotProps) {
  const text = useText().models.recommended;
  const rows = candidates
    .flatMap(({ name, fits, estimatedTokensPerSecond: rate }) =>
      rate === undefined || fits === 'too large' ? [] : [{ name, rate }],
    )
    .toSorted((one, other) => other.rate - one.rate);
  const tooLarge = candidates.filter(({ fits }) => fits === 'too large').length;
  const most = Math.max(readingRate, ...rows.map(({ rate }) => rate));
  const share = (rate: number): string => `${(rate / most) * 100}%`;
  return (
    <figure className={classes.plot}>
      <table>
        <caption>{text.plot}</caption>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{text.plotModel}</th>
            <th scope="col">{text.plotRate}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, rate }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <svg className={classes.rate} aria-hidden="true">
                  <rect
                    className={name === measured ? classes.measured : classes.estimated}
                    y="25%"
                    width={share(rate)}
                    height="50%"
                  />
                  <line
                    className={classes.readingLine}
                    x1={share(readingRate)}
                    x2={share(readingRate)}
                    y1="0"
                    y2="100%"
                  />
                </svg>
                <span className={classes.rateWords}>
                  <span className={classes.rateFigure}>{rateText(rate)}</span>{' '}
                  <span className="soft">{name === measured ? text.plotMeasured : text.plotEstimated}</span>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <figcaption className="soft">
        {text.reading(numberText(readingRate))} {tooLarge > 0 && text.tooLarge(tooLarge)}
      </figcaption>
    </figure>
  );
}
