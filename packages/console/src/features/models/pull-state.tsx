import type { CatalogModelView, PullProgressView, PullView } from 'commonhold/api';
import { useText } from '../../text/text.ts';
import { percentText, sizeText } from './figures.ts';
import classes from './models.module.css';
import { Pace } from './pace.tsx';
import { ProgressBar } from './progress-bar.tsx';

interface PullStateProps {
  readonly pull: PullView;
  readonly row: CatalogModelView | undefined;
}

/** What a pull is doing, or how it ended. */
export function PullState({ pull, row }: PullStateProps) {
  const text = useText().models.pulls;
  const { progress } = pull;
  switch (progress.state) {
    case 'waiting source': {
      const isPackage = row?.sources.some((one) => one.kind !== 'hub' && one.text === progress.source);
      return (
        <>
          <p>
            {text.waiting(progress.source)} {isPackage && text.waitingPip}
          </p>
          {progress.receivedBytes > 0 && <Amount name={pull.name} progress={progress} />}
        </>
      );
    }
    case 'receiving':
      return (
        <>
          <p>{text.receiving(progress.source)}</p>
          <Amount name={pull.name} progress={progress} />
          {/* Begins anew with every byte that arrives, and so notices when none does. */}
          <Pace key={progress.receivedBytes} progress={progress} />
        </>
      );
    case 'checking':
      return <p>{progress.source === undefined ? text.checkingFirst : text.checking(progress.source)}</p>;
    case 'done':
      return <p>{text.done(sizeText(progress.sizeBytes), progress.source)}</p>;
    case 'failed':
      return (
        <p className={classes.failed}>
          {/* The message repeats what each source said, which stands below. */}
          {pull.attempts.length > 0 ? text.failed : progress.error.message}
        </p>
      );
    case 'cancelled':
      return (
        <p>{progress.keptBytes > 0 ? text.cancelled(sizeText(progress.keptBytes)) : text.cancelledEmpty}</p>
      );
  }
}

interface AmountProps {
  readonly name: string;
  readonly progress: Extract<PullProgressView, { readonly receivedBytes: number }>;
}

function Amount({ name, progress: { receivedBytes, totalBytes } }: AmountProps) {
  const text = useText().models.pulls;
  return (
    <>
      <ProgressBar label={text.bar(name)} part={receivedBytes} whole={totalBytes} />
      <p className={classes.progressWords}>
        {text.amount(sizeText(receivedBytes), sizeText(totalBytes), percentText(receivedBytes, totalBytes))}
      </p>
    </>
  );
}
