import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { Link } from 'wouter';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import classes from './ask.module.css';
import { useConversations } from './use-session.ts';

/** Somebody who types has not finished the word within this. */
const typingMs = 250;

/** Everybody's own conversations, latest first, found by any word in them. */
export function ConversationList({ current }: { readonly current: string }) {
  const { ask } = useText();
  const text = ask.talk;
  const [words, setWords] = useState('');
  const [searched] = useDebouncedValue(words.trim(), typingMs);
  const found = useConversations(searched);
  return (
    <>
      <TextInput
        type="search"
        aria-label={text.search}
        placeholder={text.search}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      {found.isPending && <Waiting />}
      {found.isError && <Problem error={found.error} again={() => void found.refetch()} />}
      {found.data?.length === 0 && (
        <p className={classes.nothing}>{searched === '' ? text.none : text.notFound(searched)}</p>
      )}
      <ul className={classes.list}>
        {found.data?.map(({ id, title, updated, found: around }) => (
          <li key={id}>
            <Link href={`/ask/${id}`} aria-current={id === current ? 'page' : undefined}>
              {title || ask.untitled}
            </Link>
            {around !== undefined && <p className={classes.found}>{around}</p>}
            <p className={classes.when}>{timeText(updated)}</p>
          </li>
        ))}
      </ul>
    </>
  );
}
