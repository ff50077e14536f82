import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useText } from '../../text/text.ts';
import { ChooseFiles } from './choose-files.tsx';
import { Report } from './report.tsx';

/** Files of other tools, read into the record, and what they add up to. */
export default function ImportPage() {
  const text = useText().imports;
  const imports = useQuery({
    queryKey: ['imports'],
    queryFn: () => answerOf(api.imports.$get()),
  });
  const { data } = imports;
  // Adding up reads every imported call, so it is asked for when an import has ended and not while it goes on.
  const report = useQuery({
    queryKey: ['import-report', data?.ended],
    queryFn: () => answerOf(api.imports.report.$get()),
    enabled: data !== undefined,
    placeholderData: keepPreviousData,
  });
  return (
    <Page name="import" lead={text.lead}>
      <ChooseFiles underWay={data?.underWay ?? []} />
      {imports.isError && <Problem error={imports.error} again={() => void imports.refetch()} />}
      {report.isError && <Problem error={report.error} again={() => void report.refetch()} />}
      {report.isPending && !imports.isError && <Waiting />}
      {report.data !== undefined &&
        (report.data.calls === 0 ? <p>{text.empty}</p> : <Report of={report.data} />)}
    </Page>
  );
}
