import type { CallsPage } from 'commonhold/api';
import { numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import classes from './list.module.css';

interface NewCallsProps {
  readonly since: CallsPage | undefined;
  readonly onShow: () => void;
}

/** Says what has come since somebody began to read, and waits until it is wanted. Its place is there from the start. */
export function NewCalls({ since, onShow }: NewCallsProps) {
  const text = useText().calls.list;
  const count = since?.calls.length ?? 0;
  return (
    <p className={classes.newCalls} role="status">
      {count > 0 && (
        <>
          {text.newCalls(numberText(count), since?.searched.complete === false)}.{' '}
          <button type="button" className="as-link" onClick={onShow}>
            {text.showNew}
          </button>
        </>
      )}
    </p>
  );
}
