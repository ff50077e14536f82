import type { ImportReport } from 'commonhold/api';
import { useState } from 'react';
import { Digest } from '../../components/digest.tsx';
import { dayText, numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { hexOf } from '../../components/hex.ts';
import classes from './import.module.css';
import { Table } from './table.tsx';

/** Files that are shown at once; who has imported thousands of sessions asks for the rest. */
const shownAtOnce = 20;

/** Which files these calls came from, the latest first, and how one of them is taken back. */
export function Files({ of: { files } }: { readonly of: ImportReport }) {
  const text = useText().imports.report;
  const [isAll, setAll] = useState(false);
  if (files.length === 0) return null;
  const latest = files.toReversed();
  const shown = isAll ? latest : latest.slice(0, shownAtOnce);
  return (
    <section>
      <h2>{text.files}</h2>
      <p>{text.filesLead}</p>
      <Table
        label={text.files}
        columns={[
          { name: text.fileColumns.imported },
          { name: text.fileColumns.name },
          { name: text.fileColumns.format },
          { name: text.fileColumns.calls, isNumber: true },
          { name: text.fileColumns.digest },
        ]}
        groups={[...Map.groupBy(shown, ({ time }) => dayText(time))].map(([day, some]) => ({
          name: day,
          rows: some.map(({ digest, name, from, calls }) => ({
            key: digest,
            cells: [
              name ?? text.noName,
              from,
              numberText(calls),
              <Digest key={digest} value={hexOf(digest)} />,
            ],
          })),
        }))}
      />
      {shown.length < files.length && (
        <button type="button" className="as-link" onClick={() => setAll(true)}>
          {text.moreFiles(numberText(files.length - shown.length))}
        </button>
      )}
      <p>{text.takeBack}</p>
      <pre className={classes.command} tabIndex={0} aria-label={text.takeBackLabel}>
        {text.takeBackCommand}
      </pre>
    </section>
  );
}
