import { useState } from 'react';
import { useText } from '../../text/text.ts';
import { takeFocus } from './take-focus.ts';

/** Asks once more, because what was written is kept nowhere else. */
export function ThrowAway({ onYes }: { readonly onYes: () => void }) {
  const text = useText().rules.editor;
  const [isAsking, ask] = useState(false);
  if (!isAsking) {
    return (
      <button type="button" className="as-link" onClick={() => ask(true)}>
        {text.throwAway}
      </button>
    );
  }
  return (
    <>
      <span>{text.throwAwayAsk}</span>{' '}
      <button type="button" className="as-link" onClick={onYes}>
        {text.throwAwayYes}
      </button>{' '}
      <button ref={takeFocus} type="button" className="as-link" onClick={() => ask(false)}>
        {text.keep}
      </button>
    </>
  );
}
