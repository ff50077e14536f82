import { CopyButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { LeafView } from 'commonhold/api';
import { Digest } from '../../components/digest.tsx';
import { Facts } from '../../components/facts.tsx';
import { bytesText, numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import classes from './document.module.css';
import { at, pretty, textOf } from './json-values.ts';
import { Shown } from '../../components/shown.tsx';
import shownClasses from '../../components/shown.module.css';
import { leafHash } from './stored-bytes.ts';

/** The entries of the log about a call, as they stand in it. */
export function Entries({ leaves }: { readonly leaves: readonly LeafView[] }) {
  const text = useText().calls.call;
  return (
    <section>
      <h2>{text.entries}</h2>
      <p>{text.entriesLead}</p>
      {leaves.map((leaf) => (
        <Entry key={leaf.index} entry={leaf} />
      ))}
    </section>
  );
}

function Entry({ entry }: { readonly entry: LeafView }) {
  const words = useText();
  const text = words.calls.call;
  const computed = useQuery({
    queryKey: ['leaf-hash', entry.text],
    queryFn: async () => (await leafHash(entry.text)) ?? null,
    staleTime: Infinity,
  });
  const kind = textOf(at(entry.leaf, 'kind')) ?? '';
  const { entryKinds } = text;
  const title = text.entry(
    numberText(entry.index),
    Object.hasOwn(entryKinds, kind) ? entryKinds[kind as keyof typeof entryKinds] : kind,
  );
  return (
    <>
      <h3>{title}</h3>
      <Facts
        of={[
          [
            text.hash,
            <span key="hash">
              <Digest value={entry.hash} /> <Checked given={entry.hash} computed={computed.data} />
            </span>,
          ],
        ]}
      />
      <pre className={shownClasses.bytes} data-form="entry" tabIndex={0} aria-label={title}>
        <Shown text={pretty(entry.leaf)} />
      </pre>
      <details>
        <summary>
          {text.exact}, {text.exactHelp(bytesText(new TextEncoder().encode(entry.text).length))}
        </summary>
        <p className={classes.actions}>
          <CopyButton value={entry.text}>
            {({ copied, copy }) => (
              <button type="button" className="as-link" onClick={copy}>
                {copied ? words.frame.copied : words.frame.copy}
              </button>
            )}
          </CopyButton>
        </p>
        <pre
          className={shownClasses.bytes}
          data-form="entry"
          tabIndex={0}
          aria-label={`${title}, ${text.exact}`}
        >
          <Shown raw text={entry.text} />
        </pre>
      </details>
    </>
  );
}

interface CheckedProps {
  readonly given: string;
  /** Null where this browser cannot compute it. */
  readonly computed: string | null | undefined;
}

function Checked({ given, computed }: CheckedProps) {
  const text = useText().calls.call;
  if (computed === undefined) return null;
  if (computed === null) return <span className="soft">{text.hashUnchecked}</span>;
  return computed === given ? (
    <span className="soft">{text.hashChecks}</span>
  ) : (
    <strong className={classes.trouble}>{text.hashDiffers}</strong>
  );
}
