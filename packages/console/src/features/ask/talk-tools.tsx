import { Button, Drawer, Modal, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { messageOf, Problem } from '../../components/problem.tsx';
import { useText } from '../../text/text.ts';
import classes from './ask.module.css';
import type { Talk } from './columns.ts';
import { ConversationList } from './conversation-list.tsx';
import { saveFile } from './save-file.ts';
import type { Saving } from './save-loop.ts';
import type { Session } from './session.ts';
import { talkAsJson, talkAsMarkdown } from './talk-export.ts';
import { deleteConversation } from './use-session.ts';

interface TalkToolsProps {
  readonly session: Session;
  readonly talk: Talk;
  readonly saving: Saving;
}

type Open = 'nothing' | 'name' | 'delete' | 'list';

/** What can be done with a conversation as a whole, and whether it is kept. */
export function TalkTools({ session, talk, saving }: TalkToolsProps) {
  const words = useText();
  const text = words.ask.talk;
  const [, goTo] = useLocation();
  const [open, setOpen] = useState<Open>('nothing');
  const shut = (): void => setOpen('nothing');
  const begun = talk.messages.length > 0;
  const title = talk.title || words.ask.untitled;
  return (
    <>
      <div className={classes.tools}>
        {begun && (
          <>
            <button type="button" className="as-link" onClick={() => goTo('/ask')}>
              {text.begin}
            </button>
            <button type="button" className="as-link" onClick={() => setOpen('name')}>
              {text.rename}
            </button>
            <button
              type="button"
              className="as-link"
              onClick={() => saveFile(`${title}.md`, 'text/markdown', talkAsMarkdown(talk, words))}
            >
              {text.exportMarkdown}
            </button>
            <button
              type="button"
              className="as-link"
              onClick={() => saveFile(`${title}.json`, 'application/json', talkAsJson(session.id, talk))}
            >
              {text.exportJson}
            </button>
            <button type="button" className="as-link" onClick={() => setOpen('delete')}>
              {text.remove}
            </button>
          </>
        )}
        <button type="button" className={`as-link ${classes.allButton}`} onClick={() => setOpen('list')}>
          {text.all}
        </button>
        <span className={classes.saving} role={saving.type === 'failing' ? 'alert' : undefined}>
          {saving.type === 'failing'
            ? words.ask.saving.failing(messageOf(saving.error, words))
            : words.ask.saving[saving.type]}
        </span>
      </div>
      {open === 'name' && <Rename session={session} title={talk.title} onDone={shut} />}
      {open === 'delete' && <Delete id={session.id} title={title} onDone={shut} />}
      <Drawer
        opened={open === 'list'}
        onClose={shut}
        title={text.list}
        classNames={{ title: classes.drawerTitle ?? '' }}
        closeButtonProps={{ 'aria-label': text.close }}
      >
        <ConversationList current={session.id} />
      </Drawer>
    </>
  );
}

interface RenameProps {
  readonly session: Session;
  readonly title: string;
  readonly onDone: () => void;
}

/** As long as the node keeps. */
const titleCharactersMax = 200;

function Rename({ session, title, onDone }: RenameProps) {
  const text = useText().ask.talk;
  const [name, setName] = useState(title);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    session.edit((talk) => ({ ...talk, title: name.trim() }));
    onDone();
  };
  return (
    <form className={classes.rename} onSubmit={submit}>
      <TextInput
        ref={field}
        label={text.name}
        value={name}
        maxLength={titleCharactersMax}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" disabled={name.trim() === ''}>
        {text.keepName}
      </Button>
      <Button variant="default" onClick={onDone}>
        {text.leave}
      </Button>
    </form>
  );
}

interface DeleteProps {
  readonly id: string;
  readonly title: string;
  readonly onDone: () => void;
}

function Delete({ id, title, onDone }: DeleteProps) {
  const text = useText().ask.talk;
  const queries = useQueryClient();
  const [, goTo] = useLocation();
  const [error, setError] = useState<unknown>();
  const remove = async (): Promise<void> => {
    try {
      await deleteConversation(queries, id);
      onDone();
      goTo('/ask');
    } catch (thrown) {
      setError(thrown);
    }
  };
  return (
    <Modal
      opened
      onClose={onDone}
      title={text.removeTitle}
      classNames={{ title: classes.drawerTitle ?? '' }}
      closeButtonProps={{ 'aria-label': text.keep }}
    >
      <p>{text.removeText(title)}</p>
      {error !== undefined && <Problem error={error} />}
      <div className={classes.buttons}>
        <Button color="red" onClick={() => void remove()}>
          {text.remove}
        </Button>
        <Button variant="default" onClick={onDone} data-autofocus>
          {text.keep}
        </Button>
      </div>
    </Modal>
  );
}
