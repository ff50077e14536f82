import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { useSession } from '../../api/session.ts';
import { useStatus } from '../../api/status.ts';
import { Page } from '../../components/page.tsx';
import { useText } from '../../text/text.ts';

/** A node without any call: the way to the first one. */
export function FirstStep() {
  const text = useText().home.first;
  const status = useStatus().data;
  const session = useSession().data;
  const request = JSON.stringify({
    model: status?.defaultModel ?? 'MODEL',
    messages: [{ role: 'user', content: 'What is a commons?' }],
  });
  return (
    <Page name="home" title={text.title} lead={text.lead}>
      <Button component={Link} href="/ask" size="md">
        {text.ask}
      </Button>
      {session?.role === 'owner' && (
        <p style={{ marginTop: '2rem' }}>
          {text.past} <Link href="/import">{text.import}</Link>
        </p>
      )}
      <p style={{ marginTop: '2rem' }}>
        {text.tools} <Link href="/connect">{text.connect}</Link>
      </p>
      <p style={{ marginTop: '2rem' }}>{text.curl}</p>
      <pre tabIndex={0}>{`curl ${location.origin}/v1/chat/completions \\
  -H "authorization: Bearer YOUR_KEY" -H "content-type: application/json" \\
  -d '${request}'`}</pre>
    </Page>
  );
}
