import { messageOf } from '../../components/problem.tsx';
import { bytesText, numberText, utcDayText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { Broken } from './broken.tsx';
import classes from './import.module.css';
import type { FileLook } from './read-file.ts';

/** What would be read from the files that were chosen, before anything is written. */
export function Looks({ of }: { readonly of: readonly FileLook[] }) {
  const text = useText().imports.look;
  return (
    <section>
      <h3>{text.title}</h3>
      <dl className={classes.vendors}>
        {of.map((look, at) => (
          // Two files can have one name; their order does not change.
          <div key={`${at} ${look.file.name}`}>
            <dt>{look.file.name}</dt>
            <dd>
              <Look of={look} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Look({ of }: { readonly of: FileLook }) {
  const all = useText();
  const { look: text, result: words } = all.imports;
  switch (of.type) {
    case 'failed':
      return messageOf(of.error, all);
    case 'stopped':
      return text.stopped;
    case 'looked': {
      const { format, added, known, bytes, unanswered, report } = of.result;
      const { first, last, vendors } = report;
      const models = vendors.flatMap(({ models: some }) => some.map(({ model }) => model));
      return (
        <>
          {text.counts(format, bytesText(bytes), numberText(added), numberText(known))}{' '}
          {first !== undefined && last !== undefined && text.period(utcDayText(first), utcDayText(last))}{' '}
          {models.length > 0 && text.models(models)}{' '}
          {unanswered > 0 && words.unanswered(numberText(unanswered))}
          <Broken of={of.result} />
        </>
      );
    }
  }
}
