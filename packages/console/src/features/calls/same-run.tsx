import type { CallView } from 'commonhold/api';
import { Link } from 'wouter';
import { useText } from '../../text/text.ts';
import { fromHere } from './beginning.ts';
import classes from './document.module.css';
import { listAddress } from './list-address.ts';
import { rowWords } from './row-words.ts';
import { Shown } from '../../components/shown.tsx';

/** What the client said belongs together with this call. */
export function SameRun({ call }: { readonly call: CallView }) {
  const all = useText();
  const text = all.calls.call;
  const { run, sameRun } = call;
  if (run === undefined || sameRun === undefined) return null;
  return (
    <section>
      <h2>{text.run}</h2>
      <p>
        <Shown text={text.runLead(run)} />
      </p>
      {sameRun.calls.length === 0 ? (
        <p>{text.runNone}</p>
      ) : (
        <ul className={classes.plain}>
          {sameRun.calls.map((other) => {
            const words = rowWords(other, all);
            return (
              <li key={other.id}>
                <Link href={`/calls/${other.id}`} state={fromHere}>
                  {words.time}
                </Link>{' '}
                <Shown text={words.model} />, {words.status}
              </li>
            );
          })}
        </ul>
      )}
      <p>
        <Link href={listAddress({ run })}>{sameRun.hasMore ? text.runMore : text.runAll}</Link>
      </p>
    </section>
  );
}
