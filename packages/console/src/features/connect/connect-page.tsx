import { useState } from 'react';
import { useSearch } from 'wouter';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useText } from '../../text/text.ts';
import { Addresses } from './addresses.tsx';
import type { MadeKey } from './asked-of-the-node.ts';
import { useApps } from './asked-of-the-node.ts';
import { readConnectAddress } from './connect-address.ts';
import { OneApp } from './one-app.tsx';
import { AppChooser } from './app-chooser.tsx';

/** Where clients find the node, and what a person does to point one at it. */
export default function ConnectPage() {
  const text = useText().connect;
  const shown = readConnectAddress(useSearch());
  const apps = useApps(shown.address);
  // Kept by this page alone, and gone with it: going from one app to another and back loses no key.
  const [made, setMade] = useState<ReadonlyMap<string, MadeKey>>(new Map());
  const { data } = apps;
  const app = data?.apps.find(({ id }) => id === shown.app) ?? data?.apps[0];
  return (
    <Page name="connect" lead={text.lead}>
      {apps.isPending && <Waiting />}
      {data && <Addresses view={data} shown={shown} />}
      {apps.isError && <Problem error={apps.error} again={() => void apps.refetch()} />}
      {data && app && (
        <>
          <h2>{text.apps.title}</h2>
          <AppChooser apps={data.apps} app={app} shown={shown} />
          <OneApp
            key={app.id}
            app={app}
            shown={shown}
            keyStandIn={data.keyStandIn}
            made={made.get(app.id)}
            onMade={(id, key) => setMade((before) => new Map(before).set(id, key))}
          />
        </>
      )}
    </Page>
  );
}
