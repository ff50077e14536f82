import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Problem } from '../../components/problem.tsx';
import { numberText } from '../../components/written.ts';
import type { CheckedLog } from '../../proof/check-log.ts';
import { recallHead } from '../../proof/remembered-head.ts';
import { useText } from '../../text/text.ts';
import classes from './ledger.module.css';

/** Where a node serves its log, when it does. */
const address = '/log/';

/** Reads the whole published log and checks it here, with a way to stop. */
export function CheckLog({ verifierKey }: { readonly verifierKey: string }) {
  const text = useText().ledger.check;
  const [progress, setProgress] = useState<readonly [done: number, total: number]>();
  const stopping = useRef<AbortController>(undefined);
  // Who leaves the page wants no more of it.
  useEffect(() => () => stopping.current?.abort(), []);
  const check = useMutation({
    mutationFn: async (): Promise<CheckedLog | undefined> => {
      const controller = new AbortController();
      stopping.current = controller;
      setProgress(undefined);
      const { checkLog } = await import('../../proof/check-log.ts');
      try {
        return await checkLog({
          address,
          verifierKey,
          earlier: recallHead(localStorage, verifierKey.slice(0, verifierKey.indexOf('+'))),
          onProgress: (done, total) => setProgress([done, total]),
          signal: controller.signal,
        });
      } catch (thrown) {
        if (controller.signal.aborted) return undefined;
        throw thrown;
      }
    },
  });
  return (
    <>
      <p>{text.logHere}</p>
      <p className={classes.buttons}>
        <Button variant="default" loading={check.isPending} onClick={() => check.mutate()}>
          {text.start}
        </Button>
        {check.isPending && (
          <Button variant="default" onClick={() => stopping.current?.abort()}>
            {text.stop}
          </Button>
        )}
      </p>
      {check.isPending && progress && (
        <p className="soft figures">{text.progress(...(progress.map(numberText) as [string, string]))}</p>
      )}
      {check.isError && <Problem error={check.error} />}
      <div role="status">
        {check.isSuccess && (check.data ? <Report of={check.data} /> : <p>{text.stopped}</p>)}
      </div>
    </>
  );
}

function Report({ of }: { readonly of: CheckedLog }) {
  const words = useText();
  const text = words.ledger.check;
  if (of.type === 'wrong') {
    return (
      <div className={classes.report} data-verdict="broken">
        <p className={classes.verdict}>{text.broken}</p>
        <p>{of.reason}</p>
      </div>
    );
  }
  const { log, proves, cannot, isGrown } = of;
  const { pairs, sessions } = log.pairing;
  return (
    <div className={classes.report} data-verdict={log.verdict}>
      <p className={classes.verdict}>{text[log.verdict]}</p>
      <p>
        {text.checked(numberText(log.size))} {text.grades[log.completeness.grade]} {isGrown && text.grown}
      </p>
      <p>
        {text.sessions(numberText(sessions.opened), numberText(sessions.closed), numberText(sessions.cutOff))}{' '}
        {text.silences(numberText(sessions.silences))}{' '}
        {text.pairs(numberText(pairs.intents), numberText(pairs.unknown), numberText(pairs.open))}
      </p>
      {log.findings.length > 0 && (
        <>
          <h4>{text.findings}</h4>
          <ul className={classes.list}>
            {log.findings.map(({ leaf, what }) => (
              <li key={`${leaf} ${what}`}>
                {leaf === undefined ? what : text.findingAt(numberText(leaf), what)}
              </li>
            ))}
          </ul>
          {log.findingsTotal > log.findings.length && (
            <p>{text.findingsMore(numberText(log.findingsTotal))}</p>
          )}
        </>
      )}
      <h4>{words.proof.proves}</h4>
      <Sentences of={proves} />
      <h4>{words.proof.cannot}</h4>
      <Sentences of={cannot} />
    </div>
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
