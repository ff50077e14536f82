import { answerOf, api } from '../../api/client.ts';
import { AskOnceMore } from '../../components/ask-once-more.tsx';
import { useText } from '../../text/text.ts';

/** Asks once more, because a revoked key cannot be put back. */
export function RevokeKey({ id, name }: { readonly id: string; readonly name: string }) {
  const text = useText().keys;
  return (
    <AskOnceMore
      link={text.revoke}
      named={text.revokeNamed(name)}
      title={text.revokeTitle(name)}
      text={text.revokeText}
      yes={text.revoke}
      no={text.keep}
      isFinal
      act={() => answerOf(api.keys[':key'].$delete({ param: { key: id } }))}
      stale={['keys']}
    />
  );
}
