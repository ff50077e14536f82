import type { KeyboardEvent } from 'react';
import { useText } from '../../../text/text.ts';
import { type Alternative, isSame, probabilityOf, rankOf, type Token } from '../tokens.ts';
import classes from './glass.module.css';
import { TemperatureShares } from './temperature-shares.tsx';
import { tokenWords } from './token-words.ts';

interface TokenPanelProps {
  readonly token: Token;
  readonly number: number;
  readonly of: number;
  readonly drawnAt: number | undefined;
  readonly busy: boolean;
  readonly onFork: (instead: Alternative) => void;
  readonly onLeave: () => void;
}

/** One token: how likely it was, what else could have stood there, and the way to go on from that. */
export function TokenPanel({ token, number, of, drawnAt, busy, onFork, onLeave }: TokenPanelProps) {
  const words = useText();
  const text = words.ask.glass;
  const listed = token.alternatives.some((other) => isSame(other, token))
    ? token.alternatives
    : [...token.alternatives, token];
  const rest = 1 - listed.reduce((sum, other) => sum + (probabilityOf(other) ?? 0), 0);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onLeave();
  };
  return (
    <div>
      <p className={classes.panelHead}>
        <span className="soft">{text.token(number, of)}</span>
        <strong className={classes.tokenName}>{tokenWords(token, words)}</strong>
        <span className={classes.chance}>{text.chance(probabilityOf(token))}</span>
      </p>
      <p className="visually-hidden" role="status">
        {text.spoken(tokenWords(token, words), text.chance(probabilityOf(token)), rankOf(token))}
      </p>
      <table className={classes.alternatives}>
        <caption>{text.alternatives}</caption>
        <thead className="visually-hidden">
          <tr>
            {text.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {listed.map((other) => (
            <tr key={`${other.id ?? ''} ${other.text}`} data-taken={isSame(other, token)}>
              <th scope="row">{tokenWords(other, words)}</th>
              <td>
                <Bar share={probabilityOf(other) ?? 0} />
                {text.chance(probabilityOf(other))}
              </td>
              <td>
                {isSame(other, token) ? (
                  <span className="soft">{text.taken}</span>
                ) : (
                  <button
                    type="button"
                    className="as-link"
                    disabled={busy}
                    aria-label={text.goOnWith(tokenWords(other, words))}
                    onClick={() => onFork(other)}
                    onKeyDown={onKeyDown}
                  >
                    {text.goOn}
                  </button>
                )}
              </td>
            </tr>
          ))}
          {rest > 0.0005 && (
            <tr>
              <th scope="row" className="soft">
                {text.rest}
              </th>
              <td colSpan={2}>
                <Bar share={rest} rest />
                {text.chance(rest)}
              </td>
            </tr>
          )}
        </tbody>
      </table>
      {listed.length === 1 && rest <= 0.0005 && <p className="soft">{text.noRest}</p>}
      {listed.length > 1 && drawnAt !== undefined && (
        <TemperatureShares alternatives={listed} drawnAt={drawnAt} />
      )}
    </div>
  );
}

function Bar({ share, rest = false }: { readonly share: number; readonly rest?: boolean }) {
  return (
    <span className={classes.barSpace} aria-hidden="true">
      <span className={classes.bar} data-rest={rest} style={{ width: `${share * 100}%` }} />
    </span>
  );
}
