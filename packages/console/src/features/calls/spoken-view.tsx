import type { ReactNode } from 'react';
import { Facts } from '../../components/facts.tsx';
import { numberText } from '../../components/written.ts';
import { type Text, useText } from '../../text/text.ts';
import classes from './document.module.css';
import { LongText } from '../../components/long-text.tsx';
import { Shown } from '../../components/shown.tsx';
import type { Reading, SpokenAnswer, SpokenMessage, SpokenPart, SpokenRequest } from './spoken.ts';
import { useParts } from '../../components/use-parts.ts';

type Words = Text['calls']['call'];

/** Messages laid out at once; a conversation of an agent can have thousands. */
const messagesAtOnce = 40;

export function SpokenRequestView({ reading }: { readonly reading: Reading<SpokenRequest> }) {
  const text = useText().calls.call;
  const messages = reading.type === 'read' ? reading.value.messages : [];
  const { shown, showMore } = useParts(messages.length, messagesAtOnce);
  if (reading.type === 'unreadable') return <p>{text.unreadable[reading.why]}</p>;
  const { model, tools, settings } = reading.value;
  const facts: (readonly [string, ReactNode])[] = settings.map(([name, json]) => [
    name,
    <LongText key={name} text={json} />,
  ]);
  return (
    <>
      <div className={classes.talk}>
        {messages.slice(0, shown).map((message, index) => (
          // Messages have no other name than their place, and never change it.
          // oxlint-disable-next-line react/no-array-index-key
          <Message key={index} message={message} text={text} />
        ))}
      </div>
      {shown < messages.length && (
        <p>
          <button type="button" className="as-link" onClick={showMore}>
            {text.moreMessages(
              numberText(Math.min(messagesAtOnce, messages.length - shown)),
              numberText(messages.length - shown),
            )}
          </button>
        </p>
      )}
      {tools.length > 0 && (
        <details>
          <summary>
            {text.tools}: {numberText(tools.length)}
          </summary>
          {tools.map((tool, index) => (
            // oxlint-disable-next-line react/no-array-index-key
            <div key={index} className={classes.part}>
              <p>
                <strong>
                  <Shown text={tool.name} />
                </strong>{' '}
                <Shown text={tool.description ?? ''} />
              </p>
              {tool.parameters !== undefined && <Preformatted text={tool.parameters} name={tool.name} />}
            </div>
          ))}
        </details>
      )}
      <details>
        <summary>{text.settings}</summary>
        <Facts of={[[text.model, model === undefined ? undefined : <Shown text={model} />], ...facts]} />
      </details>
    </>
  );
}

export function SpokenAnswerView({ reading }: { readonly reading: Reading<SpokenAnswer> }) {
  const text = useText().calls.call;
  if (reading.type === 'unreadable') return <p>{text.unreadable[reading.why]}</p>;
  const { choices, error, pieces, unread } = reading.value;
  return (
    <>
      <div className={classes.talk}>
        {choices.map(({ parts, finish }, index) => (
          // oxlint-disable-next-line react/no-array-index-key
          <div key={index} className={classes.message} data-role="assistant">
            <p className={classes.role}>
              {choices.length > 1 ? text.choice(index + 1) : text.roles.assistant}
            </p>
            <div className={classes.said}>
              {parts.map((part, place) => (
                // oxlint-disable-next-line react/no-array-index-key
                <Part key={place} part={part} text={text} />
              ))}
              <p className="soft">
                {finish === undefined ? text.noFinish : <Shown text={text.finish(finish)} />}
              </p>
            </div>
          </div>
        ))}
      </div>
      {error !== undefined && (
        <>
          <p>{text.errorInside}:</p>
          <Preformatted text={error} name={text.errorInside} />
        </>
      )}
      <p className="soft">
        {text.pieces(numberText(pieces))} {unread > 0 && text.unread(numberText(unread))}
      </p>
    </>
  );
}

function Message({ message, text }: { readonly message: SpokenMessage; readonly text: Words }) {
  const { roles } = text;
  const { role, name, answers, parts } = message;
  const title = Object.hasOwn(roles, role) ? roles[role as keyof typeof roles] : role;
  return (
    <div className={classes.message} data-role={role}>
      <p className={classes.role}>
        <Shown text={title} />
        {name !== undefined && (
          <>
            {' '}
            <Shown text={name} />
          </>
        )}
        {answers !== undefined && (
          <>
            {' '}
            <Shown text={answers} />
          </>
        )}
      </p>
      <div className={classes.said}>
        {parts.map((part, index) => (
          // oxlint-disable-next-line react/no-array-index-key
          <Part key={index} part={part} text={text} />
        ))}
      </div>
    </div>
  );
}

function Part({ part, text }: { readonly part: SpokenPart; readonly text: Words }) {
  const words = text.part;
  switch (part.type) {
    case 'text':
      return <LongText text={part.text} />;
    case 'reasoning':
    case 'refusal':
      return (
        <div className={classes.part}>
          <p className="soft">{words[part.type]}</p>
          <LongText text={part.text} />
        </div>
      );
    case 'tool-call':
      return (
        <div className={classes.part}>
          <p>
            <Shown text={words.toolCall(part.name)} />{' '}
            <span className="soft">
              <Shown text={part.id} />
            </span>
          </p>
          <Preformatted text={part.input} name={words.toolInput} />
        </div>
      );
    case 'attachment':
      return (
        <p className={classes.part}>
          {words.attachment[part.kind]} <Shown text={part.about} />{' '}
          <span className="soft">
            {part.characters === undefined ? words.notFetched : words.attached(numberText(part.characters))}
          </span>
        </p>
      );
    case 'other':
      return (
        <div className={classes.part}>
          <p className="soft">{words.other}</p>
          <Preformatted text={part.json} name={words.other} />
        </div>
      );
  }
}

function Preformatted({ text, name }: { readonly text: string; readonly name: string }) {
  return (
    <div className={classes.preformatted} tabIndex={0} role="group" aria-label={name}>
      <LongText text={text} />
    </div>
  );
}
