import { Drawer, NumberInput, Switch, Textarea } from '@mantine/core';
import { useText } from '../../text/text.ts';
import classes from './ask.module.css';
import type { Talk } from './columns.ts';
import { SchemaField } from './schema-field.tsx';
import type { Session } from './session.ts';
import { insideOnly, numberNames, settingsOf, withSetting } from './settings.ts';

interface SettingsDrawerProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly session: Session;
  readonly talk: Talk;
}

/** What a conversation is asked with. What is left empty is not sent. */
export function SettingsDrawer({ opened, onClose, session, talk }: SettingsDrawerProps) {
  const text = useText().ask.settings;
  const settings = settingsOf(talk);
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      title={text.title}
      classNames={{ title: classes.drawerTitle ?? '' }}
      closeButtonProps={{ 'aria-label': text.close }}
    >
      <div className={classes.fields}>
        <Textarea
          label={text.system}
          description={text.systemHelp}
          value={talk.system ?? ''}
          onChange={(event) => {
            const { value } = event.currentTarget;
            session.edit(({ system: _old, ...now }) => (value === '' ? now : { ...now, system: value }));
          }}
          autosize
          minRows={3}
          maxRows={10}
        />
        <h3>{text.parameters}</h3>
        <p className="soft">{text.parametersHelp}</p>
        {numberNames.map((name) => (
          <NumberInput
            key={name}
            label={text[name]}
            description={`${text[`${name}Help`]}${insideOnly.has(name) ? ` ${text.insideOnly}` : ''}`}
            placeholder={text.empty}
            value={settings[name] ?? ''}
            onChange={(value) =>
              session.edit((now) => withSetting(now, name, typeof value === 'number' ? value : undefined))
            }
            // A value that does not fit is the node's to refuse; none is bent here.
            clampBehavior="none"
            hideControls
          />
        ))}
        <Textarea
          label={text.stop}
          description={text.stopHelp}
          placeholder={text.empty}
          value={settings.stop?.join('\n') ?? ''}
          onChange={(event) => {
            const { value } = event.currentTarget;
            session.edit((now) => withSetting(now, 'stop', value === '' ? undefined : value.split('\n')));
          }}
          autosize
          minRows={1}
        />
        <Switch
          label={text.deterministic}
          description={`${text.deterministicHelp} ${text.insideOnly}`}
          checked={settings.deterministic === true}
          onChange={(event) => {
            const { checked } = event.currentTarget;
            session.edit((now) => withSetting(now, 'deterministic', checked ? true : undefined));
          }}
        />
        <Switch
          label={text.tokens}
          description={text.tokensHelp}
          checked={settings.tokens !== false}
          onChange={(event) => {
            const { checked } = event.currentTarget;
            session.edit((now) => withSetting(now, 'tokens', checked ? undefined : false));
          }}
        />
        <SchemaField
          value={settings.schema ?? ''}
          onChange={(value) =>
            session.edit((now) => withSetting(now, 'schema', value === '' ? undefined : value))
          }
        />
      </div>
    </Drawer>
  );
}
