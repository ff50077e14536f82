import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { answerOf, api } from '../../../api/client.ts';
import { Problem } from '../../../components/problem.tsx';
import { useText } from '../../../text/text.ts';
import { recordedTemperature, recordedTokens } from '../recorded-tokens.ts';
import type { Session, TokenData } from '../session.ts';
import type { Message } from '../tree.ts';
import classes from './glass.module.css';

interface NoTokensProps {
  readonly session: Session;
  readonly answer: Message;
  readonly busy: boolean;
}

/** The two ways to probabilities that this page does not hold: the record, or the model reading its answer again. */
export function NoTokens({ session, answer, busy }: NoTokensProps) {
  const text = useText().ask.glass;
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>();
  const [notOnRecord, setNotOnRecord] = useState(false);
  const gone = useRef<AbortController>(undefined);
  // Who closes the box no longer waits for it.
  useEffect(() => () => gone.current?.abort(), []);

  const perform = async (work: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    const controller = new AbortController();
    gone.current = controller;
    setWorking(true);
    setError(undefined);
    try {
      await work(controller.signal);
    } catch (thrown) {
      if (!controller.signal.aborted) setError(thrown);
    } finally {
      setWorking(false);
    }
  };
  const read = async (): Promise<void> => {
    const data = await readRecord(answer);
    if (data === undefined) setNotOnRecord(true);
    else session.keepTokens(answer.id, data);
  };
  return (
    <>
      <p className={classes.plain}>{answer.text}</p>
      <p>{notOnRecord ? text.notOnRecord : text.none}</p>
      {error !== undefined && <Problem error={error} />}
      <div className={classes.ways}>
        {!notOnRecord && (
          <div>
            <Button variant="default" disabled={working} onClick={() => void perform(read)}>
              {text.fromRecord}
            </Button>
            <p className="soft">{text.fromRecordHelp}</p>
          </div>
        )}
        <div>
          <Button
            variant="default"
            disabled={working || busy}
            onClick={() => void perform((signal) => session.score(answer, signal))}
          >
            {text.workOut}
          </Button>
          <p className="soft">{text.workOutHelp}</p>
        </div>
      </div>
      <p role="status">{working ? text.working : ''}</p>
    </>
  );
}

/** The newest call that has them: the one that worked them out afterwards, or the one that answered. */
async function readRecord({ call, scored }: Message): Promise<TokenData | undefined> {
  for (const id of [scored, call]) {
    if (id === undefined) continue;
    const { bodies } = await answerOf(api.calls[':id'].open.$post({ param: { id } }));
    const received = bodies.filter(({ field }) => field === 'received').at(-1);
    if (received === undefined) continue;
    const bytes = Uint8Array.fromBase64(received.base64);
    const tokens = recordedTokens(bytes);
    if (tokens.length === 0) continue;
    return { tokens, temperature: recordedTemperature(bytes), scored: id === scored };
  }
  return undefined;
}
