import { CopyWords } from '../../components/copy-words.tsx';
import { Digest } from '../../components/digest.tsx';
import { Facts } from '../../components/facts.tsx';
import { Signers } from '../../components/proof/signers.tsx';
import { numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { useCheckedHead } from './head-requests.ts';
import classes from './ledger.module.css';

/** The newest signed head and the key that it is checked with, to be kept and handed out. */
export function Head({ entries }: { readonly entries: number }) {
  const text = useText().ledger.head;
  const { head, key, checked } = useCheckedHead();
  const read = checked.data?.type === 'signed' ? checked.data.head : undefined;
  return (
    <section>
      <h2>{text.title}</h2>
      <p>{text.lead}</p>
      {read && (
        <>
          <Facts
            of={[
              [text.origin, read.origin],
              // The head may be a moment newer than the status.
              [text.entries, numberText(Math.max(entries, read.size))],
              [text.covered, numberText(read.size)],
              [text.root, <Digest key="root" value={read.root} />],
            ]}
          />
          <h3>{text.signers}</h3>
          <Signers signers={read.signers} />
        </>
      )}
      {head.data !== undefined && (
        <>
          <h3>{text.text}</h3>
          <pre className={classes.text} aria-label={text.text}>
            {head.data}
          </pre>
          <p>
            {text.keep} <CopyWords value={head.data} label={text.copy} />
          </p>
        </>
      )}
      {key.data !== undefined && (
        <>
          <h3>{text.key}</h3>
          <p>{text.keyLead}</p>
          <p className={classes.key}>
            <code>{key.data}</code> <CopyWords value={key.data} label={text.copyKey} />
          </p>
        </>
      )}
    </section>
  );
}
