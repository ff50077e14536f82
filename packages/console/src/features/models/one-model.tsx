import type { LocalModelView, ModelInspectionView, OwnerModelsView } from 'commonhold/api';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { ApiError } from '../../api/client.ts';
import { useSession } from '../../api/session.ts';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useText } from '../../text/text.ts';
import { useInspection, useModels } from './asked-of-the-node.ts';
import { CatalogModel } from './catalog-model.tsx';
import { ChatTemplate } from './chat-template.tsx';
import { Declared } from './declared.tsx';
import { FetchModel } from './fetch-model.tsx';
import { LocalModel } from './local-model.tsx';
import classes from './models.module.css';
import { Pull } from './pull.tsx';
import { RemoveModel } from './remove-model.tsx';
import { Verified } from './verified.tsx';

/** What is known of one model: what was verified here, and apart from it what others declare. */
export function OneModel({ name }: { readonly name: string }) {
  const text = useText().models;
  const isOwner = useSession().data?.role === 'owner';
  const isHere = useModels();
  return (
    <Page name="models" title={name} lead={isOwner ? text.one.lead : undefined}>
      <p>
        <Link href="/models">{text.one.all}</Link>
      </p>
      {isHere.isPending && <Waiting />}
      {isHere.isError && <Problem error={isHere.error} again={() => void isHere.refetch()} />}
      {isHere.data?.scope === 'names' && <p>{text.names.own}</p>}
      {isHere.data?.scope === 'owner' && <OwnersView name={name} view={isHere.data} />}
    </Page>
  );
}

interface OwnersViewProps {
  readonly name: string;
  readonly view: OwnerModelsView;
}

function OwnersView({ name, view }: OwnersViewProps) {
  const [, goTo] = useLocation();
  const [unwanted, setUnwanted] = useState<LocalModelView>();
  const model = view.here.find((one) => one.name === name);
  return (
    <>
      {model ? (
        <>
          <LocalModel alone model={model} machine={view.machine} onRemove={() => setUnwanted(model)} />
          <Inspection name={name} />
        </>
      ) : (
        unwanted === undefined && <NotHere name={name} view={view} />
      )}
      <RemoveModel
        model={unwanted}
        folder={view.folder}
        onClose={(removed) => {
          setUnwanted(undefined);
          if (removed) goTo('/models');
        }}
      />
    </>
  );
}

function Inspection({ name }: { readonly name: string }) {
  const inspection = useInspection(name);
  if (inspection.isPending) return <Waiting />;
  if (inspection.data === undefined) {
    // Removed between two answers; the page above says so in a moment.
    if (inspection.error instanceof ApiError && inspection.error.code === 'model_unknown_here') return null;
    return <Problem error={inspection.error} again={() => void inspection.refetch()} />;
  }
  return <Columns of={inspection.data} />;
}

function Columns({ of: inspection }: { readonly of: ModelInspectionView }) {
  return (
    <>
      <div className={classes.columns}>
        <Verified of={inspection} />
        <Declared of={inspection} />
      </div>
      {inspection.template !== undefined && <ChatTemplate text={inspection.template} />}
    </>
  );
}

/** A name of the catalog can be fetched from here too; any other is nobody's. */
function NotHere({ name, view }: OwnersViewProps) {
  const text = useText().models.one;
  const [asking, setAsking] = useState(false);
  const [started, setStarted] = useState(false);
  const row = view.catalog.find((one) => one.name === name);
  const pull = view.pulls.find((one) => one.name === name);
  const ask = (): void => {
    setStarted(false);
    setAsking(true);
  };
  return (
    <>
      <h2>{text.notHere(name)}</h2>
      <p>{row ? text.notHereHelp : text.nowhere}</p>
      {pull && <Pull pull={pull} row={row} isNew={started} onAgain={row && ask} />}
      {row && <CatalogModel row={row} pull={pull} onFetch={ask} />}
      <FetchModel
        row={asking ? row : undefined}
        view={view}
        started={started}
        onStarted={() => setStarted(true)}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
