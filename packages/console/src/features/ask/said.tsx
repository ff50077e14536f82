import { useText } from '../../text/text.ts';
import type { Snapshot } from './session.ts';

/** Tells who only listens when an answer begins and how it ended, and nothing between. */
export function Said({ said }: { readonly said: Snapshot['said'] }) {
  const text = useText().ask.answer;
  return (
    <p className="visually-hidden" role="status">
      {wordsOf(said, text)}
    </p>
  );
}

function wordsOf(
  { what, model }: Snapshot['said'],
  text: ReturnType<typeof useText>['ask']['answer'],
): string {
  switch (what) {
    case undefined:
      return '';
    case 'begins':
      return text.begins(model);
    case 'complete':
      return text.complete(model);
    case 'length':
    case 'stopped':
    case 'failed':
      return text.endedEarly(model);
  }
}
