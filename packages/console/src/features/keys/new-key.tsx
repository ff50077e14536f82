import { Button, CopyButton, Group, Modal } from '@mantine/core';
import { useText } from '../../text/text.ts';
import classes from './keys.module.css';

interface NewKeyProps {
  readonly name: string;
  readonly value: string;
  readonly onDone: () => void;
}

/** The one time that a key can be seen. It closes only on purpose, never by a click beside it. */
export function NewKey({ name, value, onDone }: NewKeyProps) {
  const { keys, frame } = useText();
  const words = keys.make;
  return (
    <Modal
      opened
      onClose={onDone}
      title={words.done(name)}
      size="lg"
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <p>{words.once}</p>
      <pre className={classes.key}>{value}</pre>
      <Group>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? frame.copied : frame.copy}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onDone}>{words.copied}</Button>
      </Group>
      <p className={classes.use}>{words.use}</p>
      <pre
        className={classes.key}
        tabIndex={0}
      >{`curl ${location.origin}/v1/models -H "authorization: Bearer ${value}"`}</pre>
    </Modal>
  );
}
