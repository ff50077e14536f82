import { messageOf } from '../../components/problem.tsx';
import { dayText, numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { Broken } from './broken.tsx';
import classes from './import.module.css';
import type { FileResult } from './read-file.ts';

/** What came of each file, in the order in which they were read. */
export function Results({ of }: { readonly of: readonly FileResult[] }) {
  const text = useText().imports;
  return (
    <section>
      <h3>{text.results}</h3>
      <dl className={classes.vendors}>
        {of.map((one, at) => (
          // Two files can have one name; their order does not change.
          <div key={`${at} ${one.name}`}>
            <dt>{one.name}</dt>
            <dd>
              <Result of={one} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Result({ of }: { readonly of: FileResult }) {
  const all = useText();
  const text = all.imports.result;
  switch (of.type) {
    case 'failed':
      return messageOf(of.error, all);
    case 'stopped':
      return text.stopped(numberText(of.added));
    case 'known':
      return text.imported(dayText(of.time));
    case 'done': {
      const { format, added, known, unanswered } = of.result;
      return (
        <>
          {text.done(format, numberText(added), numberText(known))}{' '}
          {unanswered > 0 && text.unanswered(numberText(unanswered))}
          <Broken of={of.result} />
        </>
      );
    }
  }
}
