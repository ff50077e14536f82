import type { ProvenReceipt } from '@commonhold/record';
import { useEffect, useRef } from 'react';
import type { CheckedReceipt } from '../../proof/check-receipt.ts';
import type { HeadSigner } from '../../proof/read-head.ts';
import { useText } from '../../text/text.ts';
import { CopyWords } from '../copy-words.tsx';
import { Digest } from '../digest.tsx';
import { bytesText, numberText } from '../written.ts';
import { CannotCheck } from './cannot-check.tsx';
import classes from './proof.module.css';
import { Signers } from './signers.tsx';

interface ReceiptVerdictProps {
  /** The file's name. */
  readonly name: string;
  readonly checked: CheckedReceipt;
}

/** What a receipt proves and what it does not, as this browser found. */
export function ReceiptVerdict({ name, checked }: ReceiptVerdictProps) {
  const text = useText().proof;
  const verdict = useRef<HTMLParagraphElement>(null);
  // Where the reading goes on for whoever asked for the check.
  useEffect(() => verdict.current?.focus(), []);
  if (checked.type === 'missing') return <CannotCheck missing={checked.missing} file={name} />;
  const { report, signers, problem } = checked;
  const isProven = report.verdict === 'proven';
  return (
    <section className={classes.verdict} data-verdict={report.verdict} aria-label={name}>
      <p ref={verdict} tabIndex={-1} className={classes.word}>
        {isProven ? (report.signedBy === 'trusted-key' ? text.proven : text.provenIf) : text.notProven}
      </p>
      {isProven ? (
        <Proven report={report} signers={signers} problem={problem} />
      ) : (
        <p>{`${report.reason} ${text.nothing}`}</p>
      )}
      <p className="soft">
        {text.file}: {name}, {text.fileFacts(bytesText(checked.bytes))} <Digest value={checked.sha256} />
      </p>
    </section>
  );
}

interface ProvenProps {
  readonly report: ProvenReceipt;
  readonly signers: readonly HeadSigner[];
  readonly problem: string | undefined;
}

function Proven({ report, signers, problem }: ProvenProps) {
  const text = useText().proof;
  return (
    <>
      <p>{text.held(report.origin, numberText(report.size))}</p>
      <p>{report.signedBy === 'trusted-key' ? text.trustedKey : text.statedKey}</p>
      <p className={classes.key}>
        <code>{report.statedKey}</code> <CopyWords value={report.statedKey} label={text.keyLabel} />
      </p>
      <h4>{text.proves}</h4>
      <Sentences of={report.proves} />
      <h4>{text.cannot}</h4>
      <Sentences of={report.cannot} />
      <p className="soft">
        {text.coverage(report.coverage.version)} <Digest value={report.coverage.digest} />
      </p>
      <h4>{text.evidence}</h4>
      <ul className={classes.list}>
        {report.leaves.map(({ index, leaf, path }) => (
          <li key={index}>{text.leaf(numberText(index), leaf.kind, path.length)}</li>
        ))}
      </ul>
      <p>
        {text.root}: <Digest value={report.root} />
      </p>
      <h4>{text.signers}</h4>
      <Signers signers={signers} />
      {problem !== undefined && <p role="alert">{text.cosignerWrong(problem)}</p>}
      <details>
        <summary>{text.head}</summary>
        <pre tabIndex={0} aria-label={text.head}>
          {report.checkpoint}
        </pre>
      </details>
    </>
  );
}

function Sentences({ of }: { readonly of: readonly string[] }) {
  return (
    <ul className={classes.list}>
      {of.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}
