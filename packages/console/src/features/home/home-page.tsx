import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { utcDayText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { Build } from './build.tsx';
import { Control } from './control.tsx';
import { FirstStep } from './first-step.tsx';
import { Inspect } from './inspect.tsx';
import { Keep } from './keep.tsx';
import { RestingDestinations } from './resting-destinations.tsx';

/** A month: long enough to show habits, short enough to read each day. */
const days = 30;

export default function HomePage() {
  const text = useText().home;
  const overview = useQuery({
    queryKey: ['overview', days],
    queryFn: () => answerOf(api.overview.$get({ query: { days: String(days) } })),
  });
  if (overview.isPending) return <Page name="home">{<Waiting />}</Page>;
  if (overview.isError) {
    return (
      <Page name="home">
        <Problem error={overview.error} again={() => void overview.refetch()} />
      </Page>
    );
  }
  const { data } = overview;
  if (data.firstCall === undefined) return <FirstStep />;
  return (
    <Page name="home" lead={text.lead}>
      <p className="soft">
        {text.since(utcDayText(data.from), utcDayText(data.to))}. {data.whose === 'own' && text.own}
      </p>
      <RestingDestinations />
      <Inspect overview={data} />
      <Control overview={data} />
      <Keep overview={data} />
      <Build overview={data} />
    </Page>
  );
}
