import { useQuery } from '@tanstack/react-query';
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
  return (
    <Page name="import" lead={text.lead}>
      <ChooseFiles underWay={data?.underWay ?? []} />
      {imports.isError && <Problem error={imports.error} again={() => void imports.refetch()} />}
      {data === undefined && imports.isPending && <Waiting />}
      {data !== undefined && (data.report.calls === 0 ? <p>{text.empty}</p> : <Report of={data.report} />)}
    </Page>
  );
}
