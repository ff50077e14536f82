import { Button, TextInput } from '@mantine/core';
import type { AppsView } from 'commonhold/api';
import { type FormEvent, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { CopyWords } from '../../components/copy-words.tsx';
import { Facts } from '../../components/facts.tsx';
import { useText } from '../../text/text.ts';
import { type ConnectAddress, connectAddress } from './connect-address.ts';
import classes from './connect.module.css';

interface AddressesProps {
  readonly view: AppsView;
  readonly shown: ConnectAddress;
}

const protocols = ['openai', 'anthropic', 'gemini', 'ollama'] as const;

/** What stands in place of each vendor's address, as `commonhold start` prints it. */
export function Addresses({ view, shown }: AddressesProps) {
  const text = useText().connect.addresses;
  return (
    <>
      <h2>{text.title}</h2>
      <p>{text.lead}</p>
      <Facts
        of={protocols.map((name) => [
          text[name],
          <>
            <code className={classes.address}>{view.baseUrls[name]}</code>
            <CopyWords value={view.baseUrls[name]} label={text.copy(text[name])} />
          </>,
        ])}
      />
      <details open={shown.address !== undefined}>
        <summary>{text.other}</summary>
        <OtherAddress key={shown.address ?? ''} shown={shown} />
      </details>
    </>
  );
}

function OtherAddress({ shown }: Pick<AddressesProps, 'shown'>) {
  const text = useText().connect.addresses;
  const [, navigate] = useLocation();
  const [address, setAddress] = useState(shown.address ?? '');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (address.trim() !== '') navigate(connectAddress({ ...shown, address: address.trim() }));
  };
  return (
    <>
      <p>{text.otherHelp}</p>
      <form onSubmit={submit} className={classes.other} noValidate>
        <TextInput
          type="url"
          label={text.field}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={address.trim() === ''}>
          {text.use}
        </Button>
        {shown.address !== undefined && (
          <Link href={connectAddress({ ...shown, address: undefined })}>{text.back}</Link>
        )}
      </form>
    </>
  );
}
