import type { VerificationView } from 'commonhold/api';
import { timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { sizeText } from './figures.ts';
import classes from './models.module.css';
import { ProgressBar } from './progress-bar.tsx';

interface VerificationProps {
  readonly name: string;
  readonly of: VerificationView | undefined;
}

/** How far reading a file again has come, or what it found. */
export function Verification({ name, of: verification }: VerificationProps) {
  const text = useText().models.verification;
  const isReading = verification?.state === 'reading';
  return (
    <>
      {isReading && (
        <>
          <p className={classes.progressWords}>
            {text.reading(sizeText(verification.readBytes), sizeText(verification.totalBytes))}
          </p>
          <ProgressBar label={text.bar(name)} part={verification.readBytes} whole={verification.totalBytes} />
        </>
      )}
      <div role="status">{verification && !isReading && <Result of={verification} />}</div>
    </>
  );
}

function Result({ of: verification }: { readonly of: Exclude<VerificationView, { state: 'reading' }> }) {
  const text = useText().models.verification;
  if (verification.state === 'failed') {
    const { message, hint } = verification.error;
    return <p className={classes.failed}>{text.failed(message, hint)}</p>;
  }
  const { endedAt, sha256, unchanged, pin } = verification;
  return (
    <p className={unchanged ? undefined : classes.failed}>
      {unchanged ? text.unchanged(timeText(endedAt)) : text.changed(timeText(endedAt), sha256)}{' '}
      {text.pin[pin]}
    </p>
  );
}
