import type { CallView } from 'commonhold/api';
import { Link } from 'wouter';
import { useText } from '../../text/text.ts';
import { fromHere } from './beginning.ts';
import classes from './document.module.css';
import { listAddress } from './list-address.ts';
import { rowWords } from './row-words.ts';
import { Shown } from '../../components/shown.tsx';

/** What belongs together with this call: by the word of its client, or as one session of an agent. */
export function SameRun({ call }: { readonly call: CallView }) {
  const all = useText();
  const text = all.calls.call;
  const { run, sameRun } = call;
  if (run === undefined || sameRun === undefined) return null;
  const header = call.attemptDetails.at(-1)?.intent.runFrom;
  return (
    <section>
      <h2>{text.run}</h2>
      <p>
        <Shown text={header === undefined ? text.runLead(run) : text.runSession(run, header)} />
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
