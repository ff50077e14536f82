import { Button } from '@mantine/core';
import type { CallView } from 'commonhold/api';
import { useSession } from '../../api/session.ts';
import { Problem } from '../../components/problem.tsx';
import { ReceiptVerdict } from '../../components/proof/receipt-verdict.tsx';
import { useText } from '../../text/text.ts';
import type { useOpening } from './asked-of-the-node.ts';
import classes from './document.module.css';
import { HoldText } from './hold-text.tsx';
import { useReceipt, useReceiptCheck } from './receipt-requests.ts';

interface TakeAwayProps {
  readonly call: CallView;
  readonly opening: ReturnType<typeof useOpening>;
}

/** The receipt of the call, to keep or to check at once, and the command that shows the same. */
export function TakeAway({ call, opening }: TakeAwayProps) {
  const text = useText().calls.call;
  return (
    <section>
      <h2>{text.elsewhere}</h2>
      <h3>{text.receipt}</h3>
      <Receipt call={call} opening={opening} />
      <h3>{text.terminal}</h3>
      {call.erased === undefined && (
        <>
          <p>{text.command}</p>
          <pre className="command" tabIndex={0}>
            commonhold show {call.id}
          </pre>
        </>
      )}
      <p>{call.erased === undefined ? text.commandClosed : text.commandErased}</p>
      <pre className="command" tabIndex={0}>
        commonhold show {call.id} --no-bodies
      </pre>
    </section>
  );
}

function Receipt({ call, opening }: TakeAwayProps) {
  const words = useText();
  const text = words.calls.call;
  const isAuditor = useSession().data?.role === 'auditor';
  const receipt = useReceipt();
  const check = useReceiptCheck();
  if (isAuditor) return <p>{text.receiptAuditor}</p>;
  const state = call.status === 'open' ? 'open' : call.checkpointSize === undefined ? 'soon' : 'ready';
  const report = check.data?.checked.type === 'checked' ? check.data.checked.report : undefined;
  return (
    <>
      <p>{text.receiptStates[state]}</p>
      {state !== 'open' && (
        <p className={classes.buttons}>
          <Button variant="default" loading={receipt.isPending} onClick={() => receipt.mutate(call.id)}>
            {text.receiptGet}
          </Button>
          <Button variant="default" loading={check.isPending} onClick={() => check.mutate(call.id)}>
            {words.proof.verify}
          </Button>
        </p>
      )}
      {receipt.isError && <Problem error={receipt.error} />}
      {check.isError && <Problem error={check.error} />}
      {check.data && (
        <ReceiptVerdict key={check.submittedAt} name={check.data.name} checked={check.data.checked} />
      )}
      {report?.verdict === 'proven' && opening.data && (
        <HoldText call={call.id} bodies={opening.data} reason={opening.variables?.reason ?? ''} />
      )}
    </>
  );
}
