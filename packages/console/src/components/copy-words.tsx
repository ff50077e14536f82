import { CopyButton } from '@mantine/core';
import { useText } from '../text/text.ts';

interface CopyWordsProps {
  readonly value: string;
  /** What is copied, for who hears the button; it shows one word. */
  readonly label: string;
}

/** A word that copies a text, and says that it did. */
export function CopyWords({ value, label }: CopyWordsProps) {
  const text = useText().frame;
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <button type="button" className="as-link" aria-label={copied ? text.copied : label} onClick={copy}>
          {copied ? text.copied : text.copy}
        </button>
      )}
    </CopyButton>
  );
}
