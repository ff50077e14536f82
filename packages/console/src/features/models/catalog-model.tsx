import { Button } from '@mantine/core';
import type { CatalogModelView, PullView } from 'commonhold/api';
import { Facts } from '../../components/facts.tsx';
import { numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { countText, memoryText, sizeText } from './figures.ts';
import classes from './models.module.css';
import { Sourced } from './sourced.tsx';

interface CatalogModelProps {
  readonly row: CatalogModelView;
  readonly pull: PullView | undefined;
  /** Absent where there is nothing to fetch it with. */
  readonly onFetch: () => void;
}

/** One open model that could be here: what it is good for, how open it is, and whether it fits; the rest on demand. */
export function CatalogModel({ row, pull, onFetch }: CatalogModelProps) {
  const words = useText().models;
  const text = words.available;
  const { fit } = row;
  return (
    <article className={classes.entry} aria-labelledby={`catalog-${row.name}`}>
      <div className={classes.row}>
        <div>
          <h3 id={`catalog-${row.name}`}>
            {row.title} <code className={classes.name}>{row.name}</code>
          </h3>
          <p className={classes.line}>
            {text.goodFor(row.goodFor)} {row.purpose === 'self-test' && text.selfTest}
          </p>
          <p className={classes.line}>
            {text.short(
              useSizeText(row),
              row.licence.id,
              useOpennessText(row),
              text.fitShort[fit.fits](memoryText(fit.needsBytes)),
            )}
          </p>
          {row.keptBytes > 0 && pull === undefined && (
            <p className={classes.line}>{text.kept(sizeText(row.keptBytes))}</p>
          )}
          {!row.pull.possible && <p className={classes.line}>{text.cannot}</p>}
        </div>
        {row.pull.possible && (
          <div className={classes.way}>
            <Way row={row} pull={pull} onFetch={onFetch} />
          </div>
        )}
      </div>
      <details>
        <summary aria-label={text.moreNamed(row.title)}>{text.more}</summary>
        <Facts
          of={[
            [text.facts.licence, <Licence key="licence" row={row} />],
            [
              text.facts.openness,
              <Sourced key="openness" source={`${row.openness.source}.`}>
                {useOpennessText(row)}.
              </Sourced>,
            ],
            [text.facts.parameters, useParametersText(row)],
            [text.facts.context, words.one.contextTokens(numberText(row.contextTokens))],
            [text.facts.memory, fit.why],
            [text.facts.pin, <Pin key="pin" row={row} />],
          ]}
        />
      </details>
    </article>
  );
}

/** The button, or where to see how far it is. */
function Way({ row, pull, onFetch }: CatalogModelProps) {
  const text = useText().models.available;
  if (pull !== undefined && pull.endedAt === undefined) {
    return <a href={`#pull-${pull.name}`}>{text.underWay}</a>;
  }
  return (
    <>
      <Button variant="default" size="compact-md" aria-label={text.fetchNamed(row.title)} onClick={onFetch}>
        {text.fetch}
      </Button>
      {pull?.progress.state === 'failed' && <a href={`#pull-${pull.name}`}>{text.failed(row.title)}</a>}
    </>
  );
}

function Licence({ row: { licence } }: { readonly row: CatalogModelView }) {
  const text = useText().models.one;
  return (
    <>
      {text.osi(licence.id, licence.osi)}
      {licence.note !== undefined && <span className={classes.said}>{licence.note}</span>}
    </>
  );
}

function useOpennessText({ openness }: CatalogModelView): string {
  const text = useText().models.available;
  const parts = ['weights', 'data', 'trainingCode'] as const;
  const named = (answer: 'yes' | 'no' | 'unknown'): readonly string[] =>
    parts.filter((part) => openness[part] === answer).map((part) => text.parts[part]);
  return text.opennessIs(named('yes'), named('no'), named('unknown'));
}

function Pin({ row: { pull } }: { readonly row: CatalogModelView }) {
  const words = useText().models;
  const text = words.available;
  if (!pull.possible) {
    const { message, hint } = pull.error;
    return (
      <>
        {words.sentence([text.notPinned])} {message} {hint}
      </>
    );
  }
  return (
    <>
      {words.sentence([text.pin[pull.pin.by]])}
      <span className={classes.said}>{pull.pin.note}</span>
    </>
  );
}

function useSizeText({ sizeBytes, sizeExact }: CatalogModelView): string {
  const text = useText().models.available;
  return sizeExact ? sizeText(sizeBytes) : text.sizeAbout(sizeText(sizeBytes));
}

function useParametersText({ parameters, quantisation }: CatalogModelView): string {
  const words = useText().models;
  const { total, active } = parameters;
  const count =
    active === total ? countText(total) : words.available.active(countText(total), countText(active));
  return words.available.stored(count, quantisation);
}
