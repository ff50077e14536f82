import type { Missing } from '../../proof/web-crypto.ts';
import { useText } from '../../text/text.ts';

interface CannotCheckProps {
  readonly missing: Missing;
  /** The name of the receipt. */
  readonly file: string;
}

/** Why this browser checks nothing, and where the same check works. */
export function CannotCheck({ missing, file }: CannotCheckProps) {
  const text = useText().proof;
  return (
    <>
      <p role="alert">{text.missing[missing]}</p>
      <p>{text.missingHelp}</p>
      <pre tabIndex={0}>{text.command(file)}</pre>
    </>
  );
}
