import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import { Problem } from '../../components/problem.tsx';
import { useText } from '../../text/text.ts';

export function ConfigurationFile({ home }: { readonly home: string }) {
  const text = useText().settings.files;
  const reload = useMutation({ mutationFn: () => answerOf(api.status.reload.$post()) });
  return (
    <>
      <h2>{text.title}</h2>
      <p>{text.text}</p>
      <p>
        <code>{text.file(home)}</code>
      </p>
      <Button variant="default" loading={reload.isPending} onClick={() => reload.mutate()}>
        {text.reload}
      </Button>
      <div role="status">
        {reload.data && (
          <p style={{ marginTop: '0.75rem' }}>
            {reload.data.changed.length === 0 ? text.unchanged : text.changed(reload.data.changed)}
          </p>
        )}
      </div>
      {reload.isError && <Problem error={reload.error} />}
    </>
  );
}
