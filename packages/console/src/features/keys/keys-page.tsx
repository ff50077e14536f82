import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useText } from '../../text/text.ts';
import { SharedBudgets } from './budget-lines.tsx';
import { KeyList } from './key-list.tsx';
import { MakeKey } from './make-key.tsx';

export default function KeysPage() {
  const text = useText().keys;
  const [withRevoked, setWithRevoked] = useState(false);
  const list = useQuery({ queryKey: ['keys'], queryFn: () => answerOf(api.keys.$get()) });
  if (list.isPending) {
    return (
      <Page name="keys">
        <Waiting />
      </Page>
    );
  }
  if (list.isError) {
    return (
      <Page name="keys">
        <Problem error={list.error} again={() => void list.refetch()} />
      </Page>
    );
  }
  const { keys } = list.data;
  const revoked = keys.filter((key) => key.revoked !== undefined).length;
  const shown = withRevoked ? keys : keys.filter((key) => key.revoked === undefined);
  return (
    <Page name="keys" lead={text.lead}>
      {shown.length === 0 ? <p>{text.none}</p> : <KeyList keys={shown} />}
      {revoked > 0 && (
        <p>
          <button type="button" className="as-link" onClick={() => setWithRevoked(!withRevoked)}>
            {withRevoked ? text.hideRevoked : text.showRevoked(revoked)}
          </button>
        </p>
      )}
      <SharedBudgets keys={keys} />
      <MakeKey />
    </Page>
  );
}
