import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../../api/client.ts';
import { Digest } from '../../../components/digest.tsx';
import { Problem } from '../../../components/problem.tsx';
import { visibleControls } from '../../../components/visible-controls.ts';
import { Waiting } from '../../../components/waiting.tsx';
import { useText } from '../../../text/text.ts';
import { messagesBefore } from '../chat-request.ts';
import type { Talk } from '../columns.ts';
import type { Message } from '../tree.ts';
import classes from './glass.module.css';

interface PromptViewProps {
  readonly talk: Talk;
  readonly answer: Message;
}

/** What the model read before its first word, with the tokens that steer it, and the template that wrote them. */
export function PromptView({ talk, answer }: PromptViewProps) {
  const text = useText().ask.glass;
  const [open, setOpen] = useState(false);
  return (
    <details className={classes.more} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{text.prompt}</summary>
      {open && <Prompt talk={talk} answer={answer} />}
    </details>
  );
}

function Prompt({ talk, answer }: PromptViewProps) {
  const text = useText().ask.glass;
  const name = answer.model ?? '';
  const messages = messagesBefore(talk, answer).map((message) => ({ ...message }));
  const prompt = useQuery({
    queryKey: ['prompt', name, messages],
    queryFn: () => answerOf(api.models[':name'].prompt.$post({ param: { name }, json: { messages } })),
  });
  if (prompt.isPending) return <Waiting />;
  if (prompt.isError) return <Problem error={prompt.error} again={() => void prompt.refetch()} />;
  const { tokens, template, contextTokens } = prompt.data;
  return (
    <>
      <p>{text.promptLead(tokens.length, contextTokens)}</p>
      <div className={classes.prompt} tabIndex={0} role="region" aria-label={text.prompt}>
        {tokens.map((token, index) => (
          // A token has no other name than its place.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={index} className={token.special ? classes.special : classes.promptToken}>
            {visibleControls(token.text)}
          </span>
        ))}
      </div>
      <p className="soft">{text.promptNow}</p>
      <details className={classes.more}>
        <summary>{text.template}</summary>
        <p>
          {text.templateFrom[template.source]} {text.digest} <Digest value={template.digest} />
        </p>
        <pre className={classes.template} tabIndex={0} aria-label={text.template}>
          {template.text}
        </pre>
      </details>
    </>
  );
}
