import { useStatus } from '../../api/status.ts';
import { useSession } from '../../api/session.ts';
import { Facts } from '../../components/facts.tsx';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { bytesText, durationText, numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { ConfigurationFile } from './configuration-file.tsx';
import { DestinationHealth } from './destination-health.tsx';
import { SignedHead } from './signed-head.tsx';
import { ThisBrowser } from './this-browser.tsx';

export default function SettingsPage() {
  const text = useText().settings;
  const status = useStatus();
  const role = useSession().data?.role ?? 'member';
  const isOwner = role === 'owner';
  const { node } = text;
  return (
    <Page name="settings" lead={text.lead}>
      {status.isPending && <Waiting />}
      {status.isError && <Problem error={status.error} again={() => void status.refetch()} />}
      {status.data && (
        <>
          <h2>{node.title}</h2>
          <Facts
            of={[
              [node.software, status.data.software],
              [node.runtime, status.data.runtime],
              [node.process, status.data.process],
              [node.running, durationText(status.data.uptimeMs)],
              [node.address, `${status.data.address}:${status.data.port}`],
              [node.home, status.data.home],
              [node.memory, bytesText(status.data.memoryBytes)],
              [node.underWay, numberText(status.data.callsUnderWay)],
            ]}
          />
          <SignedHead origin={status.data.origin} size={status.data.log.size} />
          {role !== 'member' && <DestinationHealth />}
          {isOwner && <ConfigurationFile home={status.data.home} />}
        </>
      )}
      <ThisBrowser isOwner={isOwner} />
      {!isOwner && <p className="soft">{text.ownersOnly}</p>}
    </Page>
  );
}
