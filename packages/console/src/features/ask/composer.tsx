import { Button, Textarea } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useText } from '../../text/text.ts';
import classes from './ask.module.css';
import type { Talk } from './columns.ts';
import type { CallableModel } from '../../api/callable-models.ts';
import { Recipients } from './recipients.tsx';
import type { Session } from './session.ts';
import { SettingsDrawer } from './settings-drawer.tsx';
import { settingsText } from './settings-text.ts';

interface ComposerProps {
  readonly session: Session;
  readonly talk: Talk;
  readonly coming: ReadonlySet<string>;
  readonly models: readonly CallableModel[];
}

/** Lines that the field shows before it scrolls in itself. */
const linesMax = 12;

/** Where a person writes, with whom it goes to said above it: before anything is sent. */
export function Composer({ session, talk, coming, models }: ComposerProps) {
  const words = useText();
  const text = words.ask.composer;
  const [draft, setDraft] = useState('');
  const [settings, setSettings] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const begun = talk.messages.length > 0;
  const callable = talk.models.every((name) => models.some((model) => model.name === name));
  const ready = draft.trim() !== '' && coming.size === 0 && talk.models.length > 0 && callable;

  useEffect(() => {
    if (!begun) field.current?.focus({ preventScroll: true });
    // Only a conversation that is opened empty is one to write in at once.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);

  const send = (): void => {
    if (!ready) return;
    session.ask(draft);
    setDraft('');
    field.current?.focus({ preventScroll: true });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // An input method uses Enter to choose among its words.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <div className={classes.composer}>
      <Recipients session={session} talk={talk} models={models} />
      <div className={classes.writing}>
        <Textarea
          ref={field}
          aria-label={text.label}
          aria-describedby="ask-keys"
          placeholder={text.placeholder}
          value={draft}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          autosize
          minRows={2}
          maxRows={linesMax}
        />
        {coming.size > 0 ? (
          <Button variant="default" onClick={() => session.stop()}>
            {text.stop}
          </Button>
        ) : (
          <Button onClick={send} disabled={!ready}>
            {text.send}
          </Button>
        )}
      </div>
      <div className={classes.under}>
        <span id="ask-keys">{text.keys}</span>
        <button type="button" className="as-link" onClick={() => setSettings(true)}>
          {text.settingsNow(settingsText(talk, words))}
        </button>
      </div>
      <SettingsDrawer opened={settings} onClose={() => setSettings(false)} session={session} talk={talk} />
    </div>
  );
}
