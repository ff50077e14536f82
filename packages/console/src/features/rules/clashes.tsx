import { useText } from '../../text/text.ts';
import { Shown } from '../../components/shown.tsx';
import { type Clash, type Draft, withText } from './draft.ts';
import classes from './rules.module.css';

interface ClashesProps {
  readonly clashes: readonly Clash[];
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly onDone: () => void;
}

/** Texts of somebody else for files that were changed here too, until they are brought together. */
export function Clashes({ clashes, draft, onChange, onDone }: ClashesProps) {
  const text = useText().rules.conflict;
  if (clashes.length === 0) return null;
  return (
    <section className={classes.note}>
      {clashes.map(({ name, theirs }) =>
        theirs === undefined ? (
          <p key={name}>{text.clashGone(name)}</p>
        ) : (
          <figure key={name} className={classes.change}>
            <figcaption>
              {text.clash(name)}{' '}
              <button
                type="button"
                className="as-link"
                onClick={() => onChange(withText(draft, name, theirs))}
              >
                {text.clashTake(name)}
              </button>
            </figcaption>
            <pre tabIndex={0}>
              <Shown text={theirs} />
            </pre>
          </figure>
        ),
      )}
      <button type="button" className="as-link" onClick={onDone}>
        {text.clashDone}
      </button>
    </section>
  );
}
