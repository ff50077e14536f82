import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import { Problem } from '../../components/problem.tsx';
import { useText } from '../../text/text.ts';
import { NewKey } from './new-key.tsx';

/** A day, so that whoever uses the key can take over the new one in peace. */
const graceHours = 24;

/** Nothing is lost by it, so it is not asked about twice: the old key goes on for a day. */
export function RotateKey({ id, name }: { readonly id: string; readonly name: string }) {
  const text = useText().keys;
  const queries = useQueryClient();
  const rotate = useMutation({
    mutationFn: () => answerOf(api.keys[':key'].rotate.$post({ param: { key: id }, json: { graceHours } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['keys'] }),
  });
  return (
    <>
      <button
        type="button"
        className="as-link"
        aria-label={text.rotateNamed(name)}
        disabled={rotate.isPending}
        onClick={() => rotate.mutate()}
      >
        {text.rotate}
      </button>
      {rotate.isError && <Problem error={rotate.error} />}
      {rotate.data && <NewKey name={name} value={rotate.data.key} onDone={() => rotate.reset()} />}
    </>
  );
}
