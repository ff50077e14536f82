import type { HeadSigner } from '../../proof/read-head.ts';
import { type Text, useText } from '../../text/text.ts';
import { timeText } from '../written.ts';
import classes from './proof.module.css';

/** Who has signed a head, as it stands on it. */
export function Signers({ signers }: { readonly signers: readonly HeadSigner[] }) {
  const text = useText().proof;
  const others = signers.filter((signer) => signer.type !== 'log');
  const checked = others.filter((signer) => signer.type === 'cosigner' && signer.witness !== undefined);
  return (
    <>
      <ul className={classes.list}>
        {signers.map((signer) => (
          <li key={JSON.stringify(signer)}>{signerWords(signer, text)}</li>
        ))}
      </ul>
      {others.length === 0 && <p className="soft">{text.alone}</p>}
      {checked.length < others.length && <p className="soft">{text.cosignersUnchecked}</p>}
      {checked.length > 0 && <p className="soft">{text.cosignersBeyond}</p>}
    </>
  );
}

function signerWords(signer: HeadSigner, text: Text['proof']): string {
  switch (signer.type) {
    case 'log':
      return text.signedByLog(signer.name);
    case 'cosigner':
      return signer.witness === undefined
        ? text.cosigned(signer.name, timeText(signer.time))
        : text.witnessed(signer.witness, signer.name, timeText(signer.time));
    case 'other':
      return text.otherSigner(signer.name);
  }
}
