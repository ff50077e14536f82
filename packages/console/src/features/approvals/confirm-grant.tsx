import { Button, Group, Modal } from '@mantine/core';
import type { ApprovalView } from 'commonhold/api';
import { Digest } from '../../components/digest.tsx';
import { Shown } from '../../components/shown.tsx';
import { useText } from '../../text/text.ts';
import classes from './approvals.module.css';
import { approversText, placeText, sizeText, whoText } from './request-words.ts';

interface ConfirmGrantProps {
  readonly approval: ApprovalView;
  readonly isOpen: boolean;
  readonly hasLooked: boolean;
  /** Rules for which nobody has said yes yet. */
  readonly missing: readonly string[];
  readonly isPending: boolean;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** Says what exactly is allowed before it is. The answer that changes nothing has the focus, so that Enter twice does no harm. */
export function ConfirmGrant({
  approval,
  isOpen,
  hasLooked,
  missing,
  isPending,
  onYes,
  onNo,
}: ConfirmGrantProps) {
  const words = useText();
  const text = words.approvals.confirm;
  return (
    <Modal
      opened={isOpen}
      onClose={onNo}
      size="lg"
      title={text.grantTitle}
      classNames={{ title: classes.dialogTitle }}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': words.how.close }}
    >
      <ul className={classes.allowed} aria-label={text.these}>
        <li>
          {text.bytes(sizeText(approval))}
          <br />
          SHA-256 <Digest value={approval.sha256} />
        </li>
        <li>
          <Shown text={text.to(placeText(approval, words), approval.destination.model)} />
        </li>
        <li>
          <Shown text={text.by(whoText(approval, words))} />
        </li>
        <li>{text.once}</li>
      </ul>
      <p>{text.after}</p>
      {/* Who may say yes for which rule the node knows; where several people are asked, one yes may not be all. */}
      {approversText(approval, words).length > 1 && (
        <p>
          <Shown text={text.several(missing)} />
        </p>
      )}
      {!hasLooked && <p className={classes.warning}>{text.notLooked}</p>}
      <Group>
        <Button loading={isPending} onClick={onYes}>
          {text.yes}
        </Button>
        <Button variant="default" data-autofocus onClick={onNo}>
          {text.no}
        </Button>
      </Group>
    </Modal>
  );
}
