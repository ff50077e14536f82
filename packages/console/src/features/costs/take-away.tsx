import type { CostsView } from 'commonhold/api';
import { useText } from '../../text/text.ts';

/** The same as a file. It comes from the node, so that it is what the command line gives too. */
export function TakeAway({ view: { from, to, by } }: { readonly view: CostsView }) {
  const page = useText().costs.page;
  const text = page.take;
  const query = new URLSearchParams({ from, to, by }).toString();
  return (
    <section>
      <h2>{text.title}</h2>
      <p>
        <a href={`/api/costs.csv?${query}`} download>
          {text.csv(page.table.by[by])}
        </a>
      </p>
      <p>{text.command}</p>
      <pre className="command" tabIndex={0}>
        commonhold costs --from {from} --to {to} --by {by}
      </pre>
    </section>
  );
}
