import type { CatalogModelView, PullView } from 'commonhold/api';
import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { Problem } from '../../components/problem.tsx';
import { useText } from '../../text/text.ts';
import { useEndingPull } from './asked-of-the-node.ts';
import { askAddress } from './model-actions.tsx';
import classes from './models.module.css';
import { PullState } from './pull-state.tsx';

interface PullProps {
  readonly pull: PullView;
  /** Its row of the catalog, unless its file is here. */
  readonly row: CatalogModelView | undefined;
  readonly isNew: boolean;
  readonly onAgain: (() => void) | undefined;
}

/** One model on its way here: where from, how far, and what was tried in vain. */
export function Pull({ pull, row, isNew, onAgain }: PullProps) {
  const words = useText().models;
  const text = words.pulls;
  const end = useEndingPull();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isNew) heading.current?.focus();
  }, [isNew]);
  const { name, progress, attempts, endedAt } = pull;
  const title = row?.title ?? name;
  return (
    <>
      <h3 id={`pull-${name}`} ref={heading} tabIndex={-1}>
        {title}
      </h3>
      <PullState pull={pull} row={row} />
      {attempts.length > 0 && (
        <>
          <p className={classes.tried}>{progress.state === 'failed' ? text.noSource : text.tried}</p>
          <ol className={classes.attempts}>
            {attempts.map(({ source, outcome }) => (
              <li key={source}>
                <span className={classes.source}>{source}:</span> {outcome}
              </li>
            ))}
          </ol>
        </>
      )}
      {progress.state === 'failed' && <p>{progress.error.hint}</p>}
      <p className={classes.actions}>
        {progress.state === 'done' && (
          <Link href={askAddress(name)} aria-label={words.actions.askNamed(name)}>
            {words.actions.ask}
          </Link>
        )}
        {(progress.state === 'failed' || progress.state === 'cancelled') && onAgain && (
          <button type="button" className="as-link" aria-label={text.againNamed(title)} onClick={onAgain}>
            {text.again}
          </button>
        )}
        <button
          type="button"
          className="as-link"
          aria-label={endedAt === undefined ? text.cancelNamed(title) : text.dismissNamed(title)}
          onClick={() => !end.isPending && end.mutate(name)}
        >
          {endedAt === undefined ? text.cancel : text.dismiss}
        </button>
      </p>
      {end.isError && <Problem error={end.error} />}
      <span role="status" className="visually-hidden">
        {text.announce[progress.state](title)}
      </span>
    </>
  );
}
