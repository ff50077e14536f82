import { Link } from 'wouter';
import { useText } from '../../text/text.ts';
import { fromHere } from './beginning.ts';
import { compareAddress } from './compare-address.ts';

interface PickedProps {
  readonly picked: readonly string[];
  readonly onChange: (picked: readonly string[]) => void;
}

/** What was picked to be compared, on whatever page of the list it was. */
export function Picked({ picked, onChange }: PickedProps) {
  const text = useText().calls.list;
  const [left, right] = picked;
  if (left === undefined) return null;
  return (
    <p role="status">
      {text.picked(picked.length)}{' '}
      {right !== undefined && (
        <Link href={compareAddress(left, right)} state={fromHere}>
          {text.compare}
        </Link>
      )}{' '}
      <button type="button" className="as-link" onClick={() => onChange([])}>
        {text.unpick}
      </button>
    </p>
  );
}
