import type { HeadSigner } from '../../proof/read-head.ts';
import { type Text, useText } from '../../text/text.ts';
import { timeText } from '../written.ts';
import classes from './proof.module.css';

/** Who has signed a head, as it stands on it. */
export function Signers({ signers }: { readonly signers: readonly HeadSigner[] }) {
  const text = useText().proof;
  const others = signers.filter(({ type }) => type !== 'log');
  return (
    <>
      <ul className={classes.list}>
        {signers.map((signer) => (
          <li key={JSON.stringify(signer)}>{signerWords(signer, text)}</li>
        ))}
      </ul>
      <p className="soft">{others.length === 0 ? text.alone : text.cosignersUnchecked}</p>
    </>
  );
}

function signerWords(signer: HeadSigner, text: Text['proof']): string {
  switch (signer.type) {
    case 'log':
      return text.signedByLog(signer.name);
    case 'cosigner':
      return text.cosigned(signer.name, timeText(signer.time));
    case 'other':
      return text.otherSigner(signer.name);
  }
}
