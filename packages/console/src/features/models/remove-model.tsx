import { Button, Group, Modal } from '@mantine/core';
import type { LocalModelView, RemovedModelView } from 'commonhold/api';
import { useEffect, useRef } from 'react';
import { Problem } from '../../components/problem.tsx';
import { useText } from '../../text/text.ts';
import { useRemoval } from './asked-of-the-node.ts';
import { sizeText } from './figures.ts';
import classes from './models.module.css';

interface RemoveModelProps {
  /** Undefined while nobody asks. */
  readonly model: LocalModelView | undefined;
  readonly folder: string;
  readonly onClose: (removed: boolean) => void;
}

/** Says what removing means before it is done, and what is different afterwards. */
export function RemoveModel({ model, folder, onClose }: RemoveModelProps) {
  const words = useText();
  const text = words.models.remove;
  const removal = useRemoval();
  const removed = removal.data;
  const close = (): void => {
    onClose(removed !== undefined);
    removal.reset();
  };
  return (
    <Modal
      opened={model !== undefined}
      onClose={close}
      size="lg"
      title={removed ? text.done(removed.name) : model && text.title(model.name)}
      classNames={{ title: classes.dialogTitle }}
      transitionProps={{ duration: 0 }}
      returnFocus={removed === undefined}
      closeButtonProps={{ 'aria-label': words.how.close }}
    >
      {removed ? (
        <Done removed={removed} onClose={close} />
      ) : (
        model && (
          <>
            <p>{text.file(model.file, folder, sizeText(model.verified.sizeBytes))}</p>
            <p>{text.calls}</p>
            {model.isDefault && <p>{text.isDefault}</p>}
            <p>{model.verified.pin === 'matched' ? text.again : text.notAgain}</p>
            {removal.isError && <Problem error={removal.error} />}
            <Group>
              <Button color="red.9" loading={removal.isPending} onClick={() => removal.mutate(model.name)}>
                {text.button}
              </Button>
              <Button variant="default" data-autofocus onClick={close}>
                {text.keep}
              </Button>
            </Group>
          </>
        )
      )}
    </Modal>
  );
}

function Done({ removed, onClose }: { readonly removed: RemovedModelView; readonly onClose: () => void }) {
  const text = useText().models.remove;
  const close = useRef<HTMLButtonElement>(null);
  // The button that was pressed is gone, and with it the place of whoever uses the keyboard.
  useEffect(() => close.current?.focus(), []);
  return (
    <>
      <div role="status">
        <p>{text.freed(sizeText(removed.freedBytes))}</p>
        {removed.consequences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      <Button variant="default" ref={close} onClick={onClose}>
        {text.close}
      </Button>
    </>
  );
}
