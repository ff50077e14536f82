import { useSyncExternalStore } from 'react';
import { useText } from '../../../text/text.ts';
import type { Talk } from '../columns.ts';
import type { Session } from '../session.ts';
import type { Message } from '../tree.ts';
import { Explanation } from './explanation.tsx';
import classes from './glass.module.css';
import { NoTokens } from './no-tokens.tsx';
import { OpenTokens } from './open-tokens.tsx';
import { PromptView } from './prompt-view.tsx';

interface GlassBoxProps {
  readonly session: Session;
  readonly talk: Talk;
  readonly columns: readonly number[];
  readonly answer: Message;
  readonly busy: boolean;
}

/** How an answer came about, as far as this node knows: everything for its own engine, nothing for anybody else's. */
export default function GlassBox({ session, talk, columns, answer, busy }: GlassBoxProps) {
  const text = useText().ask.glass;
  const data = useSyncExternalStore(session.subscribe, () => session.tokensOf(answer.id));
  if (answer.local !== 'verified') return <ClosedBox answer={answer} />;
  return (
    <section className={classes.box} aria-label={text.label} data-glass>
      <Explanation />
      {data === undefined ? (
        <NoTokens key={answer.id} session={session} answer={answer} busy={busy} />
      ) : (
        <OpenTokens
          key={answer.id}
          data={data}
          busy={busy}
          onFork={(beginning, forced) => session.fork(columns, answer, beginning, forced)}
        />
      )}
      <PromptView talk={talk} answer={answer} />
    </section>
  );
}

function ClosedBox({ answer: { local, destination = '', text: said } }: { readonly answer: Message }) {
  const text = useText().ask.glass;
  return (
    <section className={classes.box} aria-label={text.label} data-glass>
      <p className={classes.plain}>{said}</p>
      <p>
        <strong>{text.closedTitle}.</strong>{' '}
        {local === 'no'
          ? text.closedRented(destination)
          : local === 'declared'
            ? text.closedDeclared(destination)
            : text.closedUnknown}
      </p>
    </section>
  );
}
