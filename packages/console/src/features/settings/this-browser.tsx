import { Button, CopyButton } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import { useSession, useSignOut } from '../../api/session.ts';
import { Facts } from '../../components/facts.tsx';
import { Problem } from '../../components/problem.tsx';
import { useText } from '../../text/text.ts';

export function ThisBrowser({ isOwner }: { readonly isOwner: boolean }) {
  const { settings, frame } = useText();
  const text = settings.session;
  const session = useSession().data;
  const everywhere = useSignOut('everywhere');
  const link = useMutation({
    mutationFn: async () => {
      const { code } = await answerOf(api.session.links.$post());
      return `${location.origin}/#code=${code}`;
    },
  });
  return (
    <>
      <h2>{text.title}</h2>
      {session && (
        <Facts
          of={[
            [text.name, session.name],
            [text.role, session.role],
            [text.project, session.project],
          ]}
        />
      )}
      <p>{text.everywhereHelp}</p>
      <Button variant="default" loading={everywhere.isPending} onClick={() => everywhere.mutate()}>
        {text.everywhere}
      </Button>
      {everywhere.isError && <Problem error={everywhere.error} />}
      {isOwner && (
        <>
          <h3>{text.links}</h3>
          <p>{text.linksHelp}</p>
          <Button variant="default" loading={link.isPending} onClick={() => link.mutate()}>
            {text.makeLink}
          </Button>
          {link.isError && <Problem error={link.error} />}
          {link.data !== undefined && (
            <p role="status" style={{ marginTop: '0.75rem', overflowWrap: 'anywhere' }}>
              <code>{link.data}</code>{' '}
              <CopyButton value={link.data}>
                {({ copied, copy }) => (
                  <button type="button" className="as-link" onClick={copy}>
                    {copied ? frame.copied : frame.copy}
                  </button>
                )}
              </CopyButton>
            </p>
          )}
        </>
      )}
    </>
  );
}
