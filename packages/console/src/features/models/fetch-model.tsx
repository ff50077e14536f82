import { Button, Group, Modal } from '@mantine/core';
import type { CatalogModelView, OwnerModelsView } from 'commonhold/api';
import { Problem } from '../../components/problem.tsx';
import { useText } from '../../text/text.ts';
import { useStartingPull } from './asked-of-the-node.ts';
import { sizeText } from './figures.ts';
import classes from './models.module.css';

interface FetchModelProps {
  /** Undefined while nobody asks. */
  readonly row: CatalogModelView | undefined;
  readonly view: OwnerModelsView;
  /** It was started, so the page's eye goes to its progress instead of back. */
  readonly started: boolean;
  readonly onStarted: (name: string) => void;
  readonly onClose: () => void;
}

/** Says who will be asked before anybody is: no connection is made that nobody caused. */
export function FetchModel({ row, view, started, onStarted, onClose }: FetchModelProps) {
  const words = useText();
  const text = words.models.fetching;
  const start = useStartingPull();
  const underWay = view.pulls.filter(({ endedAt }) => endedAt === undefined).length;
  const isFull = underWay >= view.pullsLimit;
  const close = (): void => {
    onClose();
    start.reset();
  };
  const begin = (name: string): void =>
    start.mutate(name, {
      onSuccess: () => {
        onStarted(name);
        close();
      },
    });
  return (
    <Modal
      opened={row !== undefined}
      onClose={close}
      size="lg"
      title={row && text.title(row.title)}
      classNames={{ title: classes.dialogTitle }}
      transitionProps={{ duration: 0 }}
      returnFocus={!started}
      closeButtonProps={{ 'aria-label': words.how.close }}
    >
      {row && (
        <>
          <Sources row={row} folders={view.otherFolders} />
          <p>{text.leaves}</p>
          <p>
            {text.into(sizeText(row.sizeBytes), view.folder)}{' '}
            {row.keptBytes > 0 && text.kept(sizeText(row.keptBytes))}{' '}
            {row.pull.possible && text.pin[row.pull.pin.by]}
          </p>
          {row.licence.note !== undefined && <p>{row.licence.note}</p>}
          {row.fit.fits !== 'now' && <p className={classes.note}>{row.fit.why}</p>}
          {isFull && <p className={classes.note}>{text.full(view.pullsLimit)}</p>}
          {start.isError && <Problem error={start.error} />}
          <Group>
            <Button
              data-autofocus
              disabled={isFull}
              loading={start.isPending}
              onClick={() => begin(row.name)}
            >
              {text.button}
            </Button>
            <Button variant="default" onClick={close}>
              {text.not}
            </Button>
          </Group>
        </>
      )}
    </Modal>
  );
}

interface SourcesProps {
  readonly row: CatalogModelView;
  readonly folders: readonly string[];
}

function Sources({ row, folders }: SourcesProps) {
  const text = useText().models.fetching;
  return (
    <>
      <p>{text.before}</p>
      <ol className={classes.attempts}>
        {folders.map((folder) => (
          <li key={folder}>{text.folder(folder)}</li>
        ))}
        {row.sources.map((source) => (
          <li key={source.text}>
            {source.host === undefined ? text.pip(source.text) : text.hub(source.host, source.text)}
          </li>
        ))}
      </ol>
    </>
  );
}
