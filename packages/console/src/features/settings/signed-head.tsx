import { useQuery } from '@tanstack/react-query';
import { api, errorOf, reached } from '../../api/client.ts';
import { Facts } from '../../components/facts.tsx';
import { Problem } from '../../components/problem.tsx';
import { numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';

/** The log's name and its newest signed head, as text that anybody may keep and hold the node to. */
export function SignedHead({ origin, size }: { readonly origin: string; readonly size: number }) {
  const text = useText().settings.record;
  const head = useQuery({
    queryKey: ['calls', 'checkpoint'],
    queryFn: async () => {
      const response = await reached(api.checkpoint.$get());
      if (!response.ok) throw await errorOf(response);
      return response.text();
    },
  });
  return (
    <>
      <h2>{text.title}</h2>
      <Facts
        of={[
          [text.origin, origin],
          [text.size, numberText(size)],
        ]}
      />
      <h3>{text.checkpoint}</h3>
      <p>{text.checkpointHelp}</p>
      {head.isError && <Problem error={head.error} again={() => void head.refetch()} />}
      {head.data !== undefined && (
        <pre tabIndex={0} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {head.data}
        </pre>
      )}
    </>
  );
}
