import { answerOf, api } from '../../api/client.ts';
import { AskOnceMore } from '../../components/ask-once-more.tsx';
import { useText } from '../../text/text.ts';

/** Asks once more: retention may take at its next round what a hold had kept. */
export function RemoveHold({ id, what }: { readonly id: string; readonly what: string }) {
  const text = useText().ledger.holds;
  return (
    <AskOnceMore
      link={text.remove}
      named={text.removeNamed(what)}
      title={text.removeTitle}
      text={text.removeText(what)}
      yes={text.removeYes}
      no={text.keep}
      act={() => answerOf(api.holds[':id'].$delete({ param: { id } }))}
      stale={['configuration', 'holds']}
    />
  );
}
