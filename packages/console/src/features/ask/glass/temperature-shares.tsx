import { Slider } from '@mantine/core';
import { useId, useState } from 'react';
import { shareText } from '../../../components/written.ts';
import { useText } from '../../../text/text.ts';
import { type Alternative, sharesAt } from '../tokens.ts';
import classes from './glass.module.css';
import { tokenWords } from './token-words.ts';

interface TemperatureSharesProps {
  readonly alternatives: readonly Alternative[];
  readonly drawnAt: number;
}

/** Beyond this hardly anybody draws. */
const temperatureMax = 2;

/** Shows by moving a temperature what it does to a choice. */
export function TemperatureShares({ alternatives, drawnAt }: TemperatureSharesProps) {
  const words = useText();
  const text = words.ask.glass;
  const name = useId();
  const [temperature, setTemperature] = useState(drawnAt === 0 ? 1 : drawnAt);
  const shares = sharesAt(alternatives, drawnAt, temperature);
  return (
    <details className={classes.more}>
      <summary>{text.temperature}</summary>
      <p id={name}>{text.temperatureAt(temperature.toFixed(1))}:</p>
      <Slider
        value={temperature}
        onChange={setTemperature}
        min={0}
        max={temperatureMax}
        step={0.1}
        label={null}
        thumbProps={{ 'aria-labelledby': name }}
      />
      <table className={classes.alternatives}>
        <tbody>
          {alternatives.map((other, index) => (
            <tr key={`${other.id ?? ''} ${other.text}`}>
              <th scope="row">{tokenWords(other, words)}</th>
              <td>
                <span className={classes.barSpace} aria-hidden="true">
                  <span className={classes.bar} style={{ width: `${(shares[index] ?? 0) * 100}%` }} />
                </span>
                {shareText(shares[index] ?? 0)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="soft">{text.temperatureHelp}</p>
    </details>
  );
}
