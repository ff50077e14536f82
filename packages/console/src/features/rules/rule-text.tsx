import type { PolicyFileView, PolicyProblemView } from 'commonhold/api';
import { useEffect, useRef } from 'react';
import { useText } from '../../text/text.ts';
import type { Place } from './edit-address.ts';
import classes from './rules.module.css';

interface RuleTextProps {
  readonly file: PolicyFileView;
  readonly problems: readonly PolicyProblemView[];
  readonly place: Place | undefined;
  readonly onChange: (text: string) => void;
}

/** A short file has room to grow before it begins to push the page down. */
const linesMin = 12;

/** Room behind the longest line, so that typing at its end moves nothing. */
const spareColumns = 4;

/**
 * One file as text, with numbers beside its lines. It is the browser's own field, so that tab, undo and a screen reader do what
 * they do everywhere; it is as large as its text, and what holds it scrolls it together with the numbers.
 */
export function RuleText({ file, problems, place, onChange }: RuleTextProps) {
  const text = useText().rules;
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const lines = file.text.split('\n');
  const wrong = new Map(problems.map((problem) => [problem.line, problem]));
  useEffect(() => {
    // The first line is where a file opens by itself; only other places are gone to.
    if (place === undefined || place.line === 1 || area.current === null) return;
    const before = area.current.value.split('\n').slice(0, place.line - 1);
    const start = before.reduce((sum, line) => sum + line.length + 1, 0);
    area.current.focus({ preventScroll: true });
    area.current.setSelectionRange(start, start);
    gutter.current?.children[place.line - 1]?.scrollIntoView({ block: 'center' });
    // Going there again is a new place; typing is none.
  }, [place]);
  return (
    <div className={classes.code}>
      <div ref={gutter} className={classes.gutter} aria-hidden="true">
        {lines.map((_, index) => (
          // A line is its number here.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={index} data-wrong={wrong.has(index + 1)}>
            {index + 1}
          </span>
        ))}
      </div>
      <textarea
        ref={area}
        className={classes.area}
        aria-label={text.editor.text(file.name)}
        aria-invalid={problems.length > 0}
        aria-describedby="rules-problems"
        rows={Math.max(linesMin, lines.length)}
        cols={Math.max(...lines.map((line) => line.length)) + spareColumns}
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        value={file.text}
        onChange={({ currentTarget: { value } }) =>
          // The field knows one end of a line; a file that had the other one keeps it.
          onChange(file.text.includes('\r\n') ? value.replaceAll('\n', '\r\n') : value)
        }
      />
    </div>
  );
}
