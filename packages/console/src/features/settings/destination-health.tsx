import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import { Facts } from '../../components/facts.tsx';
import { Problem } from '../../components/problem.tsx';
import { timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';

/** Who came for this heading finds it, though it was not there when the page opened. */
function bringIntoView(heading: HTMLElement | null): void {
  if (heading !== null && location.hash === `#${heading.id}`) heading.scrollIntoView();
}

/** How each destination is, in a word, from calls alone: nothing is sent there to find out, also not by this page. */
export function DestinationHealth() {
  const text = useText().settings.destinations;
  const asked = useQuery({
    // Calls are what it is known from, so it is asked anew when they change.
    queryKey: ['calls', 'destinations'],
    queryFn: () => answerOf(api.destinations.$get()),
  });
  if (asked.isError) return <Problem error={asked.error} again={() => void asked.refetch()} />;
  const rows = (asked.data?.destinations ?? []).filter(({ local }) => local !== 'verified');
  if (rows.length === 0) return undefined;
  return (
    <>
      <h2 id="destinations" ref={bringIntoView}>
        {text.title}
      </h2>
      <p>{text.help}</p>
      <Facts
        of={rows.map(({ name, health }) => {
          const until = health?.restsUntil;
          const word = text.states[health?.state ?? 'unknown'];
          const last = health?.lastFailure;
          return [
            name,
            [
              until === undefined ? word : `${word} ${timeText(until)}`,
              last === undefined ? '' : text.lastFailure(timeText(last.at), last.error),
            ]
              .filter((part) => part !== '')
              .join('; '),
          ];
        })}
      />
    </>
  );
}
