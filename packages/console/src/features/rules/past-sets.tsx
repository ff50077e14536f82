import type { PolicyView } from 'commonhold/api';
import { Digest } from '../../components/digest.tsx';
import { timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import classes from './rules.module.css';

/** Every set that held, the latest first. The first is the one that holds now, also when it is the built-in one. */
export function PastSets({ sets, status }: Pick<PolicyView, 'sets' | 'status'>) {
  const text = useText().rules.past;
  return (
    <section>
      <h2>{text.title}</h2>
      <p>
        {text.lead} {sets.length < 2 && text.none}
      </p>
      {sets.length > 1 && (
        <table className={classes.sets}>
          <caption className="visually-hidden">{text.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{text.since}</th>
              <th scope="col">{text.digest}</th>
            </tr>
          </thead>
          <tbody>
            {sets.map(({ digest, since }, index) => (
              <tr key={since}>
                <td>{timeText(since)}</td>
                <td>
                  <Digest value={digest} />{' '}
                  {index === 0 && (
                    <span className="soft">
                      {text.now}
                      {status.builtIn && `, ${text.builtIn}`}
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
