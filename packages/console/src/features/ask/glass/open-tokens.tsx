import { useRef, useState } from 'react';
import { useText } from '../../../text/text.ts';
import type { Beginning } from '../chat-request.ts';
import type { TokenData } from '../session.ts';
import { type Alternative, beginningOf } from '../tokens.ts';
import classes from './glass.module.css';
import { Legend } from './legend.tsx';
import { SurprisePlot } from './surprise-plot.tsx';
import { TokenPanel } from './token-panel.tsx';
import { TokenText } from './token-text.tsx';

interface OpenTokensProps {
  readonly data: TokenData;
  readonly busy: boolean;
  readonly onFork: (beginning: Beginning, forced: string) => void;
}

/** An answer token by token, with what could have stood in place of each. */
export function OpenTokens({ data, busy, onFork }: OpenTokensProps) {
  const text = useText().ask.glass;
  const { tokens } = data;
  const [at, setAt] = useState<number>();
  const textElement = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const token = at === undefined ? undefined : tokens[at];
  const fork = (instead: Alternative): void => {
    if (at === undefined || busy) return;
    onFork(beginningOf(tokens, at, instead), instead.text);
  };
  return (
    <>
      <p className={classes.note}>
        {data.scored
          ? text.scoredNote
          : data.temperature === undefined
            ? ''
            : text.drawnNote(data.temperature)}
      </p>
      <Legend />
      <div className={classes.open}>
        <div>
          <TokenText
            ref={textElement}
            tokens={tokens}
            at={at}
            onMove={setAt}
            onEnter={() => panel.current?.querySelector('button')?.focus()}
          />
          <p className={classes.keys}>{text.keys}</p>
          <SurprisePlot tokens={tokens} at={at} />
        </div>
        <div ref={panel} className={classes.panel}>
          {token === undefined || at === undefined ? (
            <p className="soft">{text.noToken}</p>
          ) : (
            <TokenPanel
              token={token}
              number={at + 1}
              of={tokens.length}
              drawnAt={data.temperature}
              busy={busy}
              onFork={fork}
              onLeave={() => textElement.current?.focus()}
            />
          )}
        </div>
      </div>
    </>
  );
}
