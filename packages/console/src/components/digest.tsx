import { CopyButton } from '@mantine/core';
import { useText } from '../text/text.ts';

/** Enough of a digest to compare by eye; the whole of it is copied. */
const shownCharacters = 16;

export function Digest({ value }: { readonly value: string }) {
  const text = useText();
  return (
    <>
      <code title={value}>
        {value.length > shownCharacters ? `${value.slice(0, shownCharacters)}…` : value}
      </code>{' '}
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <button type="button" className="as-link" onClick={copy}>
            {copied ? text.frame.copied : text.frame.copy}
          </button>
        )}
      </CopyButton>
    </>
  );
}
