import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { FlowsView } from 'commonhold/api';
import { useState } from 'react';
import { useSearch } from 'wouter';
import { answerOf, api } from '../../api/client.ts';
import { Page } from '../../components/page.tsx';
import { periodQuery, readPeriod } from '../../components/period/period.ts';
import { PeriodChooser } from '../../components/period/period-chooser.tsx';
import { NextStep } from '../../components/next-step.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useText } from '../../text/text.ts';
import { DestinationTable } from './destination-table.tsx';
import { FlowDiagram } from './flow-diagram.tsx';
import { flowMap, isOthers, nodesMax, sides } from './flow-map.ts';
import { FlowTable } from './flow-table.tsx';
import { InWords } from './in-words.tsx';
import { TakeAway } from './take-away.tsx';

/** Who sent what where, for any time: drawn, in a table, and as files. */
export default function WherePage() {
  const text = useText().where;
  const chosen = readPeriod(useSearch());
  const query = Object.fromEntries(periodQuery(chosen));
  const flows = useQuery({
    queryKey: ['overview', 'flows', query],
    queryFn: () => answerOf(api.flows.$get({ query })),
    placeholderData: keepPreviousData,
  });
  const { data } = flows;
  return (
    <Page name="where" lead={text.lead}>
      <PeriodChooser
        page="/where"
        chosen={chosen}
        shown={data && !flows.isPlaceholderData ? data : undefined}
        timeZone="UTC"
      />
      {flows.isError && <Problem error={flows.error} again={() => void flows.refetch()} />}
      {data === undefined ? flows.isPending && <Waiting /> : <Flows view={data} />}
    </Page>
  );
}

function Flows({ view }: { readonly view: FlowsView }) {
  const text = useText().where;
  const [areAllShown, showAll] = useState(false);
  if (view.flows.length === 0) {
    return (
      <p>
        {text.empty} <NextStep />
      </p>
    );
  }
  const map = flowMap(view.flows, areAllShown);
  const isFolded = sides.some((side) => map.columns[side].some(isOthers));
  const hasMany = sides.some((side) => map.columns[side].length > nodesMax[side] + 1);
  return (
    <>
      <InWords view={view} />
      <section>
        <h2>{text.diagram.title}</h2>
        <FlowDiagram map={map} period={view}>
          {text.diagram.again} {text.diagram.opens}{' '}
          {(isFolded || (areAllShown && hasMany)) && (
            <button type="button" className="as-link" onClick={() => showAll(!areAllShown)}>
              {areAllShown ? text.diagram.showFew : text.diagram.showAll}
            </button>
          )}
        </FlowDiagram>
      </section>
      <DestinationTable view={view} />
      <FlowTable flows={view.flows} period={view} />
      <TakeAway period={view} />
    </>
  );
}
