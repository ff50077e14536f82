import type { ImportResultView } from 'commonhold/api';
import { numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';

/** The places of a file that could not be read. */
export function Broken({ of: { broken, brokenAt } }: { readonly of: ImportResultView }) {
  const text = useText().imports.result;
  if (broken === 0) return null;
  return (
    <>
      {' '}
      {text.broken(numberText(broken))}
      <ul>
        {brokenAt.map(({ number, reason }) => (
          <li key={number}>{text.brokenAt(numberText(number), reason)}</li>
        ))}
        {broken > brokenAt.length && <li>{text.moreBroken(numberText(broken - brokenAt.length))}</li>}
      </ul>
    </>
  );
}
