import { Shown } from '../../components/shown.tsx';
import { numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import type { FileChange } from './draft.ts';
import { lineDiff, withGaps } from './line-diff.ts';
import classes from './rules.module.css';

/** Files line by line: what goes out, and what comes in. */
export function FileChanges({ changes }: { readonly changes: readonly FileChange[] }) {
  const text = useText().rules.adopt;
  return changes.map(({ name, before, after }) => (
    <figure key={name} className={classes.change}>
      <figcaption>
        {name} <span className="soft">({text.file[stateOf(before, after)]})</span>
      </figcaption>
      <pre tabIndex={0}>
        {withGaps(lineDiff(before ?? '', after ?? '')).map((line, index) =>
          line.in === 'gap' ? (
            // Lines of a text have no other name than their place.
            // oxlint-disable-next-line react/no-array-index-key
            <span key={index} className={classes.gap}>
              … {text.gap(numberText(line.lines))} …{'\n'}
            </span>
          ) : (
            // oxlint-disable-next-line react/no-array-index-key
            <span key={index} data-in={line.in}>
              {line.in === 'both' ? (
                '  '
              ) : (
                <>
                  <span className="visually-hidden">{text.marks[line.in]} </span>
                  <span aria-hidden="true">{line.in === 'before' ? '− ' : '+ '}</span>
                </>
              )}
              <Shown text={line.text} />
              {'\n'}
            </span>
          ),
        )}
      </pre>
    </figure>
  ));
}

function stateOf(before: string | undefined, after: string | undefined): 'added' | 'removed' | 'changed' {
  if (before === undefined) return 'added';
  return after === undefined ? 'removed' : 'changed';
}
