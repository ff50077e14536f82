import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { answerOf, api } from '../../api/client.ts';
import { moneyText } from '../../components/money.ts';
import { Problem } from '../../components/problem.tsx';
import { useText } from '../../text/text.ts';

/** What was paid before this node was there, by the word of files: apart, because nothing of it is this node's own record. */
export function Imported() {
  const text = useText().costs.page.imported;
  const report = useQuery({
    // Adding up reads every imported call, so it is not asked again while an import goes on.
    queryKey: ['import-report'],
    queryFn: () => answerOf(api.imports.report.$get()),
  });
  if (report.isError) return <Problem error={report.error} again={() => void report.refetch()} />;
  const { calls = 0, cost } = report.data ?? {};
  if (calls === 0 || cost === undefined) return null;
  const dollars = (amount: number): string => moneyText(amount, 'USD');
  return (
    <section>
      <h2>{text.title}</h2>
      <p>{text.lead}</p>
      {cost.told.calls > 0 && <p>{text.told(dollars(cost.told.dollars), cost.told.calls)}</p>}
      {cost.listed.calls > 0 && <p>{text.listed(dollars(cost.listed.dollars), cost.listed.calls)}</p>}
      {cost.unknown.calls > 0 && <p>{text.unknown(cost.unknown.calls)}</p>}
      <p>
        <Link href="/calls?origin=import">{text.list}</Link>
      </p>
    </section>
  );
}
