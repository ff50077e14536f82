import type { CatalogModelView, LocalModelView, OwnerModelsView } from 'commonhold/api';
import { type ReactNode, useRef, useState } from 'react';
import { Page } from '../../components/page.tsx';
import { useText } from '../../text/text.ts';
import { Available } from './available.tsx';
import { Called } from './called.tsx';
import { FetchModel } from './fetch-model.tsx';
import { Here } from './here.tsx';
import classes from './models.module.css';
import { Pulls } from './pulls.tsx';
import { Recommended } from './recommended.tsx';
import { RemoveModel } from './remove-model.tsx';

interface OwnersModelsProps {
  readonly view: OwnerModelsView;
  readonly problem: ReactNode;
}

/**
 * Everything about models, for the owner. The two questions, whether to fetch and whether to remove, are asked from
 * here and not from a model's own entry, because the entry is gone once the answer was yes.
 */
export function OwnersModels({ view, problem }: OwnersModelsProps) {
  const text = useText().models;
  const [wanted, setWanted] = useState<CatalogModelView>();
  const [started, setStarted] = useState<string>();
  const [unwanted, setUnwanted] = useState<LocalModelView>();
  const top = useRef<HTMLHeadingElement>(null);
  const fetch = (row: CatalogModelView): void => {
    setStarted(undefined);
    setWanted(row);
  };
  const sections = [
    ['here', text.here.title],
    ...(view.pulls.length > 0 ? [['pulls', text.pulls.title] as const] : []),
    ['recommended', text.recommended.title],
    ['available', text.available.title],
    ['called', text.called.title],
  ] as const;
  return (
    <Page name="models" lead={text.lead}>
      {problem}
      <ul className={classes.contents} aria-label={text.contents}>
        {sections.map(([id, title]) => (
          <li key={id}>
            <a href={`#${id}`}>{title}</a>
          </li>
        ))}
      </ul>
      <Here view={view} heading={top} onRemove={setUnwanted} onFetch={fetch} />
      {view.pulls.length > 0 && <Pulls view={view} started={started} onFetch={fetch} />}
      <Recommended view={view} onFetch={fetch} />
      <Available view={view} onFetch={fetch} />
      <Called />
      <FetchModel
        row={wanted}
        view={view}
        started={started !== undefined}
        onStarted={setStarted}
        onClose={() => setWanted(undefined)}
      />
      <RemoveModel
        model={unwanted}
        folder={view.folder}
        onClose={(removed) => {
          setUnwanted(undefined);
          // The entry from which it was asked is gone.
          if (removed) top.current?.focus();
        }}
      />
    </Page>
  );
}
