import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import { useStatus } from '../../api/status.ts';
import { Problem } from '../../components/problem.tsx';
import { numberText, timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { useSaidSearch } from './asked-of-the-node.ts';
import { fromHere } from './beginning.ts';
import classes from './document.module.css';
import { Shown } from '../../components/shown.tsx';

/** Longer than that the node refuses. */
const wordsMax = 200;
const reasonMax = 500;

/** Words in what was said. Not among the filters, because every search of it is written down. */
export function SaidSearch() {
  const text = useText().calls.said;
  const access = useStatus().data?.access;
  const [words, setWords] = useState('');
  const [reason, setReason] = useState('');
  const search = useSaidSearch();
  // What a search finds would be a way around the second person, so the node closes it.
  if (access === undefined || access.people > 1) return null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    search.mutate({ words, reason });
  };
  const { data, variables } = search;
  return (
    <details>
      <summary>{text.title}</summary>
      <form onSubmit={submit} className={classes.reason}>
        <TextInput
          label={text.words}
          required
          maxLength={wordsMax}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        {access.reason === 'required' && (
          <TextInput
            label={text.reason}
            required
            maxLength={reasonMax}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        <Button type="submit" variant="default" loading={search.isPending}>
          {text.button}
        </Button>
      </form>
      {search.isError && <Problem error={search.error} />}
      {data && (
        <>
          <p role="status">{text.found(numberText(data.found.length), numberText(data.searched.calls))}</p>
          <ul>
            {data.found.map(({ call, excerpt }) => (
              <li key={call.id}>
                <Link href={`/calls/${call.id}`} state={fromHere}>
                  {timeText(call.time)}, {call.principal.name}
                </Link>
                : <Shown text={excerpt} />
              </li>
            ))}
          </ul>
          {data.older !== undefined && (
            <Button
              variant="default"
              loading={search.isPending}
              onClick={() => search.mutate({ words: variables?.words ?? words, reason, before: data.older })}
            >
              {text.older}
            </Button>
          )}
        </>
      )}
    </details>
  );
}
