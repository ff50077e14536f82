import type { CatalogModelView, OwnerModelsView } from 'commonhold/api';
import { useText } from '../../text/text.ts';
import classes from './models.module.css';
import { Pull } from './pull.tsx';

interface PullsProps {
  readonly view: OwnerModelsView;
  /** The one that was started from this page just now. */
  readonly started: string | undefined;
  readonly onFetch: (row: CatalogModelView) => void;
}

/** Models on their way here, and those whose way ended since the node started. */
export function Pulls({ view, started, onFetch }: PullsProps) {
  const text = useText().models.pulls;
  return (
    <section aria-labelledby="pulls">
      <h2 id="pulls">{text.title}</h2>
      <p className="soft">{text.lead(view.pullsLimit)}</p>
      {view.pulls.map((pull) => {
        const row = view.catalog.find(({ name }) => name === pull.name);
        return (
          <div key={pull.name} className={classes.entry}>
            <Pull
              pull={pull}
              row={row}
              isNew={pull.name === started}
              onAgain={row ? () => onFetch(row) : undefined}
            />
          </div>
        );
      })}
    </section>
  );
}
