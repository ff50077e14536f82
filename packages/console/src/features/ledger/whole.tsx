import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { CopyWords } from '../../components/copy-words.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { numberText, timeText } from '../../components/written.ts';
import type { ReadHead } from '../../proof/read-head.ts';
import {
  compareHeads,
  recallHead,
  rememberHead,
  type Comparison,
  type RememberedHead,
} from '../../proof/remembered-head.ts';
import { useText } from '../../text/text.ts';
import { useCheckedHead } from './head-requests.ts';
import classes from './ledger.module.css';

/** In plain words what can be said at once: the head is signed, and it follows what this browser saw before. */
export function Whole({ isPublished }: { readonly isPublished: boolean }) {
  const words = useText();
  const { head, key, checked } = useCheckedHead();
  const failed = [head, key, checked].find(({ isError }) => isError);
  if (failed?.error) return <Problem error={failed.error} again={() => void failed.refetch()} />;
  if (head.data === undefined || key.data === undefined || checked.data === undefined) return <Waiting />;
  switch (checked.data.type) {
    case 'missing':
      return <p>{words.proof.missing[checked.data.missing]}</p>;
    case 'wrong':
      return (
        <p className={classes.alarm} role="alert">
          {words.ledger.whole.wrong(checked.data.reason)}
        </p>
      );
    case 'signed':
      return (
        <Signed head={checked.data.head} note={head.data} verifierKey={key.data} isPublished={isPublished} />
      );
  }
}

interface SignedProps {
  readonly head: ReadHead;
  readonly note: string;
  readonly verifierKey: string;
  readonly isPublished: boolean;
}

function Signed({ head, note, verifierKey, isPublished }: SignedProps) {
  const text = useText().ledger.whole;
  const { origin, size, root } = head;
  // What was remembered when the page was opened; the heads that come while it is open grow from that.
  const [before] = useState(() => recallHead(localStorage, origin));
  const comparison = compareHeads(head, before);
  useEffect(() => {
    rememberHead(localStorage, origin, { size, root, seen: Date.now(), note });
  }, [origin, size, root, note]);
  const isContradiction = comparison.type === 'shrunk' || comparison.type === 'forked';
  return (
    <div className={classes.whole}>
      <p>
        {text.signed(origin, numberText(size))} {!isContradiction && comparisonWords(comparison, text)}{' '}
        {comparison.type === 'grown' && (
          <Growth before={comparison.before} verifierKey={verifierKey} isPublished={isPublished} />
        )}
      </p>
      {isContradiction && (
        <>
          <p className={classes.alarm} role="alert">
            {comparisonWords(comparison, text)}
          </p>
          <p>
            {text.before} <CopyWords value={comparison.before.note} label={text.copyBefore} />
          </p>
          <pre className={classes.text} aria-label={text.before}>
            {comparison.before.note}
          </pre>
        </>
      )}
      <p className={classes.rest}>{text.rest}</p>
    </div>
  );
}

function comparisonWords(
  comparison: Comparison,
  text: ReturnType<typeof useText>['ledger']['whole'],
): string {
  if (comparison.type === 'first') return text.first;
  const { seen, size } = comparison.before;
  switch (comparison.type) {
    case 'same':
      return text.same(timeText(seen));
    case 'grown':
      return text.grown(timeText(seen), numberText(size));
    case 'shrunk':
      return text.shrunk(timeText(seen), numberText(size));
    case 'forked':
      return text.forked(timeText(seen));
  }
}

interface GrowthProps {
  readonly before: RememberedHead;
  readonly verifierKey: string;
  readonly isPublished: boolean;
}

/** The published files follow a signed head within about a second. */
const publishedWithinMs = 1000;

/** Whether what was there before is still the beginning, where published hashes can tell. */
function Growth({ before, verifierKey, isPublished }: GrowthProps) {
  const text = useText().ledger.whole;
  const growth = useQuery({
    // Once proved of a head it is proved for good; a page that is opened anew asks anew.
    queryKey: ['growth', before.size, before.root, verifierKey],
    queryFn: async ({ signal }) => {
      const { checkGrowth } = await import('../../proof/check-log.ts');
      return checkGrowth('/log/', verifierKey, before, signal);
    },
    enabled: isPublished,
    refetchInterval: ({ state }) => (state.data === 'behind' ? publishedWithinMs : false),
  });
  if (!isPublished) return text.grownUnproved;
  if (growth.isError) return <Problem error={growth.error} again={() => void growth.refetch()} />;
  switch (growth.data) {
    case undefined:
      return null;
    case 'grown':
      return text.grownProved;
    case 'behind':
      return text.grownBehind;
    case 'other':
      return <strong className={classes.alarm}>{text.grownWrong}</strong>;
  }
}
