import type { CallsPage } from 'commonhold/api';
import { Link } from 'wouter';
import { useStatus } from '../../api/status.ts';
import { useText } from '../../text/text.ts';
import { FiltersInForce } from './filters-in-force.tsx';
import type { Filters, Place } from './list-address.ts';

interface NoCallsProps {
  readonly page: CallsPage;
  readonly filters: Filters;
  readonly place: Place;
  readonly onChange: (filters: Filters) => void;
}

/** An empty list says which of its reasons it has, and the way out. */
export function NoCalls({ page, filters, place, onChange }: NoCallsProps) {
  const { list } = useText().calls;
  if (Object.keys(filters).length > 0) {
    return (
      <>
        <p>{page.searched.complete ? list.noneFits : list.noneFitsSoFar}</p>
        <FiltersInForce filters={filters} onChange={onChange} />
      </>
    );
  }
  if (place.type !== 'latest') return <p>{list.noneHere}</p>;
  return (
    <>
      <p>
        <strong>{list.noneYet}</strong>
      </p>
      <p>
        <Link href="/ask">{list.noneYetAsk}</Link>
        {list.noneYetSend}
      </p>
      <FirstCall />
    </>
  );
}

function FirstCall() {
  const status = useStatus().data;
  const request = JSON.stringify({
    model: status?.defaultModel ?? 'MODEL',
    messages: [{ role: 'user', content: 'What is a commons?' }],
  });
  return (
    <pre tabIndex={0}>{`curl ${location.origin}/v1/chat/completions \\
  -H "authorization: Bearer YOUR_KEY" -H "content-type: application/json" \\
  -d '${request}'`}</pre>
  );
}
