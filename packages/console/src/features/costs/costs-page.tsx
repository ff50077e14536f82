import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { CostsView } from 'commonhold/api';
import { useSearch } from 'wouter';
import { answerOf, api } from '../../api/client.ts';
import { NextStep } from '../../components/next-step.tsx';
import { Page } from '../../components/page.tsx';
import { periodQuery, readPeriod } from '../../components/period/period.ts';
import { PeriodChooser } from '../../components/period/period-chooser.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useText } from '../../text/text.ts';
import { Budgets } from './budgets.tsx';
import { CostTable } from './cost-table.tsx';
import { readGrouping } from './costs-address.ts';
import { DayPlots } from './day-plots.tsx';
import { Imported } from './imported.tsx';
import { InWords } from './in-words.tsx';
import { TakeAway } from './take-away.tsx';

/** What calls cost, for any time: in words, by day, by what they were for, and what budgets have left. */
export default function CostsPage() {
  const text = useText().costs.page;
  const search = useSearch();
  const chosen = readPeriod(search);
  const by = readGrouping(search);
  const query = { ...Object.fromEntries(periodQuery(chosen)), by };
  const costs = useQuery({
    queryKey: ['overview', 'costs', query],
    queryFn: () => answerOf(api.costs.$get({ query })),
    placeholderData: keepPreviousData,
  });
  const { data } = costs;
  const shown = data && !costs.isPlaceholderData ? data : undefined;
  return (
    <Page name="costs" lead={text.lead}>
      <PeriodChooser page="/costs" also={{ by }} chosen={chosen} shown={shown} timeZone={data?.timeZone} />
      {costs.isError && <Problem error={costs.error} again={() => void costs.refetch()} />}
      {data === undefined ? costs.isPending && <Waiting /> : <Costs view={data} />}
    </Page>
  );
}

function Costs({ view }: { readonly view: CostsView }) {
  const text = useText().costs.page;
  const isEmpty = view.totals.attempts === 0;
  return (
    <>
      {isEmpty ? (
        <p>
          {text.empty} <NextStep />
        </p>
      ) : (
        <>
          <InWords view={view} />
          <DayPlots view={view} />
          <CostTable view={view} />
        </>
      )}
      <Budgets view={view} />
      <Imported />
      {!isEmpty && <TakeAway view={view} />}
    </>
  );
}
