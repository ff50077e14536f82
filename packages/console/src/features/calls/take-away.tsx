import { Button } from '@mantine/core';
import type { CallView } from 'commonhold/api';
import { Problem } from '../../components/problem.tsx';
import { useText } from '../../text/text.ts';
import { useReceipt } from './asked-of-the-node.ts';

/** The receipt of the call and the command that shows the same. */
export function TakeAway({ call }: { readonly call: CallView }) {
  const text = useText().calls.call;
  const receipt = useReceipt();
  const state = call.status === 'open' ? 'open' : call.checkpointSize === undefined ? 'soon' : 'ready';
  return (
    <section>
      <h2>{text.elsewhere}</h2>
      <h3>{text.receipt}</h3>
      <p>{text.receiptStates[state]}</p>
      {state !== 'open' && (
        <Button variant="default" loading={receipt.isPending} onClick={() => receipt.mutate(call.id)}>
          {text.receiptGet}
        </Button>
      )}
      {receipt.isError && <Problem error={receipt.error} />}
      <p style={{ marginTop: '1.5rem' }}>{text.command}</p>
      <pre tabIndex={0}>commonhold show {call.id}</pre>
      <p>{text.commandClosed}</p>
      <pre tabIndex={0}>commonhold show {call.id} --no-bodies</pre>
    </section>
  );
}
