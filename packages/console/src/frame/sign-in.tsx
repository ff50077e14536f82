import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { ApiError } from '../api/client.ts';
import { useSignIn } from '../api/session.ts';
import { messageOf } from '../components/problem.tsx';
import { useText } from '../text/text.ts';
import classes from './sign-in.module.css';

/** The door: a one-time link opens it by itself, a key by hand. */
export function SignIn() {
  const text = useText();
  const signIn = useSignIn();
  const [key, setKey] = useState('');
  const tried = useRef(false);

  useEffect(() => {
    document.title = `${text.signIn.title} – ${text.name}`;
    const code = /^#code=([\w-]+)$/.exec(location.hash)?.[1];
    if (code === undefined || tried.current) return;
    tried.current = true;
    // The code leaves the address bar at once, so that neither history nor a shared screen keeps it.
    history.replaceState(null, '', location.pathname + location.search);
    signIn.mutate({ code });
  }, [signIn, text]);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (key.trim() !== '') signIn.mutate({ key: key.trim() });
  };
  const refused = signIn.error instanceof ApiError ? messageOf(signIn.error, text) : undefined;
  return (
    <main className={classes.door}>
      <p className={classes.name}>{text.name}</p>
      <h1>{text.signIn.title}</h1>
      <p>{text.signIn.lead}</p>
      <form onSubmit={submit}>
        <PasswordInput
          label={text.signIn.key}
          description={text.signIn.keyHelp}
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
          error={refused}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': text.signIn.showKey }}
        />
        <Button type="submit" mt="md" loading={signIn.isPending} disabled={key.trim() === ''}>
          {text.signIn.enter}
        </Button>
      </form>
      <h2>{text.signIn.noKeyTitle}</h2>
      <p>{text.signIn.noKey}</p>
      <pre>commonhold console</pre>
      <p className="soft">{text.signIn.stays}</p>
    </main>
  );
}
