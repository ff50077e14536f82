import { useMemo } from 'react';
import { useText } from '../../../text/text.ts';
import type { Token } from '../tokens.ts';
import classes from './glass.module.css';
import { surpriseLine, surpriseSummary } from './surprise-line.ts';
import { tokenWords } from './token-words.ts';

interface SurprisePlotProps {
  readonly tokens: readonly Token[];
  readonly at: number | undefined;
}

const width = 640;
const height = 92;
const left = 34;
const top = 10;
const bottom = 6;

/** How surprising each token was, as one thin line from the first to the last. */
export function SurprisePlot({ tokens, at }: SurprisePlotProps) {
  const words = useText();
  const text = words.ask.glass;
  const line = useMemo(() => surpriseLine(tokens), [tokens]);
  const summary = useMemo(() => surpriseSummary(tokens), [tokens]);
  if (summary === undefined || line.length < 2) return null;
  const most = Math.max(1, Math.ceil(summary.most));
  const x = (share: number): number => left + share * (width - left);
  const y = (bits: number): number => height - bottom - (bits / most) * (height - bottom - top);
  const points = line.map(
    (bits, index) => `${x(index / (line.length - 1)).toFixed(1)},${y(bits).toFixed(1)}`,
  );
  const sentence = text.surpriseWords(
    summary.mean.toFixed(1),
    summary.most.toFixed(1),
    tokenWords(summary.token, words),
  );
  return (
    <figure className={classes.plot}>
      <figcaption>
        {text.surprise} <span className="soft">{text.surpriseHelp}</span>
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${text.surprise}. ${sentence}`}>
        {[0, most].map((bits) => (
          <g key={bits}>
            <line x1={left} x2={width} y1={y(bits)} y2={y(bits)} className={classes.grid} />
            <text x={left - 6} y={y(bits) + 4} textAnchor="end" className={classes.axis}>
              {bits}
            </text>
          </g>
        ))}
        <polyline points={points.join(' ')} className={classes.line} />
        {at !== undefined && (
          <line
            x1={x(at / (tokens.length - 1))}
            x2={x(at / (tokens.length - 1))}
            y1={top}
            y2={height - bottom}
            className={classes.here}
          />
        )}
      </svg>
      <p className="soft">{sentence}</p>
    </figure>
  );
}
