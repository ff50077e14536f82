import { FileInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Problem } from '../../components/problem.tsx';
import { ReceiptVerdict } from '../../components/proof/receipt-verdict.tsx';
import { useText } from '../../text/text.ts';
import classes from './ledger.module.css';

/** What every verifier key of the C2SP formats looks like. */
const keyForm = /^[^+\s]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+$/;

interface Chosen {
  readonly file: File;
  readonly key: string;
}

/** A receipt from a file, checked in this browser and shown to nobody. */
export function CheckReceiptFile() {
  const words = useText();
  const text = words.ledger.check;
  const [file, setFile] = useState<File | null>(null);
  const [key, setKey] = useState('');
  const check = useMutation({
    mutationFn: async (chosen: Chosen) => {
      const [{ receiptBytesMax }, { checkReceipt }] = await Promise.all([
        import('@commonhold/record'),
        import('../../proof/check-receipt.ts'),
      ]);
      // A larger file is none; so much of it is enough to say so.
      const bytes = new Uint8Array(await chosen.file.slice(0, receiptBytesMax + 1).arrayBuffer());
      return checkReceipt(bytes, chosen.key === '' ? [] : [chosen.key]);
    },
  });
  const isKey = key === '' || keyForm.test(key);
  const take = (next: File | null, nextKey: string): void => {
    setFile(next);
    setKey(nextKey);
    check.reset();
    if (next !== null && (nextKey === '' || keyForm.test(nextKey))) {
      check.mutate({ file: next, key: nextKey });
    }
  };
  return (
    <>
      <div className={classes.form}>
        <FileInput
          label={text.file}
          placeholder={text.choose}
          accept=".receipt"
          value={file}
          clearable={false}
          onChange={(next) => take(next, key)}
        />
        <TextInput
          label={text.key}
          description={text.keyHelp}
          error={isKey ? undefined : text.keyWrong}
          value={key}
          onChange={(event) => take(file, event.currentTarget.value.trim())}
        />
      </div>
      {check.isPending && (
        <p role="status" className="soft">
          {words.proof.checking}
        </p>
      )}
      {check.isError && <Problem error={check.error} />}
      {check.data && (
        <ReceiptVerdict key={check.submittedAt} name={check.variables.file.name} checked={check.data} />
      )}
    </>
  );
}
