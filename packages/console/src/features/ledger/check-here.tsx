import type { NodeStatus } from 'commonhold/api';
import { useText } from '../../text/text.ts';
import { CheckLog } from './check-log.tsx';
import { CheckReceiptFile } from './check-receipt-file.tsx';
import { useVerifierKey } from './head-requests.ts';
import classes from './ledger.module.css';

/** What somebody can check in this browser, and the commands for what they cannot. */
export function CheckHere({ published }: { readonly published: NodeStatus['published'] }) {
  const text = useText().ledger.check;
  const key = useVerifierKey().data;
  const isReadable = published === 'entries';
  return (
    <section>
      <h2>{text.title}</h2>
      <p>{text.lead}</p>
      <h3>{text.log}</h3>
      {isReadable && key !== undefined && <CheckLog verifierKey={key} />}
      <p>{isReadable ? text.logCommand : text.logOff}</p>
      <pre className={classes.text}>{text.command}</pre>
      {key !== undefined && (
        <>
          <p>{text.strangers}</p>
          <pre className={classes.text}>{text.strangersCommand(`${location.origin}/log/`, key)}</pre>
        </>
      )}
      <h3>{text.receipt}</h3>
      <p>{text.receiptLead}</p>
      <CheckReceiptFile />
    </section>
  );
}
