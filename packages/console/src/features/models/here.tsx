import { Button } from '@mantine/core';
import type { CatalogModelView, LocalModelView, OwnerModelsView } from 'commonhold/api';
import type { RefObject } from 'react';
import { Problem } from '../../components/problem.tsx';
import { useText } from '../../text/text.ts';
import { useLookIntoFolder } from './asked-of-the-node.ts';
import { sizeText } from './figures.ts';
import { LocalModel } from './local-model.tsx';
import classes from './models.module.css';

interface HereProps {
  readonly view: OwnerModelsView;
  readonly heading: RefObject<HTMLHeadingElement | null>;
  readonly onRemove: (model: LocalModelView) => void;
  readonly onFetch: (row: CatalogModelView) => void;
}

/** Models whose files are in the models folder, or what to do when there is none. */
export function Here({ view, heading, onRemove, onFetch }: HereProps) {
  const text = useText().models.here;
  return (
    <section aria-labelledby="here">
      <h2 id="here" ref={heading} tabIndex={-1} className={classes.heading}>
        {text.title}
      </h2>
      {view.here.length === 0 && <Nothing view={view} onFetch={onFetch} />}
      {view.here.map((model) => (
        <LocalModel key={model.name} model={model} machine={view.machine} onRemove={() => onRemove(model)} />
      ))}
      <Folder folder={view.folder} />
    </section>
  );
}

function Nothing({ view, onFetch }: Pick<HereProps, 'view' | 'onFetch'>) {
  const text = useText().models.here;
  const small = view.catalog.find(({ purpose, pull }) => purpose === 'self-test' && pull.possible);
  const isComing = view.pulls.some(({ name, endedAt }) => name === small?.name && endedAt === undefined);
  return (
    <>
      <p>
        <strong>{text.none}.</strong> {text.noneLead}
      </p>
      {small && !isComing && (
        <>
          <p>{text.noneFetch(small.title, sizeText(small.sizeBytes))}</p>
          <p>
            <Button onClick={() => onFetch(small)}>{text.noneFetchButton(small.title)}</Button>
          </p>
        </>
      )}
      <p>{text.noneHand}</p>
    </>
  );
}

function Folder({ folder }: { readonly folder: string }) {
  const text = useText().models.here;
  const look = useLookIntoFolder();
  return (
    <div className={classes.folder}>
      <p>
        {text.folder} <code>{folder}</code>{' '}
        <button type="button" className="as-link" onClick={() => !look.isPending && look.mutate()}>
          {text.look}
        </button>
      </p>
      <p role="status" className="soft">
        {look.isPending ? text.looking : look.isSuccess ? text.looked : ''}
      </p>
      {look.isError && <Problem error={look.error} />}
    </div>
  );
}
