import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { ApiError } from '../api/client.ts';
import { useSignIn } from '../api/session.ts';
import { messageOf } from '../components/problem.tsx';
import { Waiting } from '../components/waiting.tsx';
import { useText } from '../text/text.ts';
import classes from './sign-in.module.css';

/** The door: a one-time link opens it by itself, a key by hand. */
export function SignIn() {
  const text = useText();
  const signIn = useSignIn();
  const [key, setKey] = useState('');
  const [code] = useState(codeInAddress);
  const tried = useRef(false);

  useEffect(() => {
    document.title = `${text.signIn.title} – ${text.name}`;
    if (code === undefined || tried.current) return;
    tried.current = true;
    // The code leaves the address bar at once, so that neither history nor a shared screen keeps it.
    history.replaceState(null, '', location.pathname + location.search);
    signIn.mutate({ code });
  }, [code, signIn, text]);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (key.trim() !== '') signIn.mutate({ key: key.trim() });
  };
  // Who comes by a link sees the door only when the link does not open it.
  if (code !== undefined && !signIn.isError) return <Waiting what={text.signIn.opening} />;
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

/** The code of a one-time link, as it stands in the address when the page is opened. */
function codeInAddress(): string | undefined {
  return /^#code=([\w-]+)$/.exec(location.hash)?.[1];
}
