import { Button } from '@mantine/core';
import type { CatalogModelView, OwnerModelsView, RecommendationView } from 'commonhold/api';
import { Link } from 'wouter';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { useRecommendation } from './asked-of-the-node.ts';
import { memoryText } from './figures.ts';
import { askAddress } from './model-actions.tsx';
import classes from './models.module.css';
import { Speed } from './speed.tsx';

interface RecommendedProps {
  readonly view: OwnerModelsView;
  readonly onFetch: (row: CatalogModelView) => void;
}

/** What suits this machine and why, in words and figures. */
export function Recommended({ view, onFetch }: RecommendedProps) {
  const text = useText().models.recommended;
  const recommendation = useRecommendation();
  const { processor, cores, totalMemoryBytes, availableMemoryBytes } = view.machine;
  return (
    <section aria-labelledby="recommended">
      <h2 id="recommended">{text.title}</h2>
      <p>
        {text.machine(
          processor,
          numberText(cores),
          memoryText(totalMemoryBytes),
          memoryText(availableMemoryBytes),
        )}
      </p>
      {recommendation.isPending && <Waiting />}
      {recommendation.isError && (
        <Problem error={recommendation.error} again={() => void recommendation.refetch()} />
      )}
      {recommendation.data && (
        <>
          {recommendation.data.picks.length === 0 && <p>{text.none}</p>}
          {recommendation.data.picks.map((pick) => (
            <Pick key={pick.because} pick={pick} view={view} onFetch={onFetch} />
          ))}
          <p className="soft">{text.how}</p>
          <Speed view={view} recommendation={recommendation.data} />
        </>
      )}
    </section>
  );
}

interface PickProps extends RecommendedProps {
  readonly pick: RecommendationView['picks'][number];
}

function Pick({ pick, view, onFetch }: PickProps) {
  const words = useText().models;
  const text = words.recommended;
  const { name, reason, because } = pick;
  const row = view.catalog.find((one) => one.name === name);
  const pull = view.pulls.find((one) => one.name === name);
  const isComing = pull !== undefined && pull.endedAt === undefined;
  return (
    <div className={classes.pick}>
      <h3>{text.because[because]}</h3>
      <div>
        <p>{reason}</p>
        <p className={classes.actions}>
          {row === undefined ? (
            <>
              <span>{text.isHere}</span>
              <Link href={askAddress(name)} aria-label={words.actions.askNamed(name)}>
                {words.actions.ask}
              </Link>
            </>
          ) : isComing ? (
            <a href={`#pull-${name}`}>{words.available.underWay}</a>
          ) : (
            <Button
              variant="default"
              size="compact-md"
              aria-label={words.available.fetchNamed(row.title)}
              onClick={() => onFetch(row)}
            >
              {words.available.fetch}
            </Button>
          )}
        </p>
      </div>
    </div>
  );
}
