import type { CallView } from 'commonhold/api';
import { Link } from 'wouter';
import { useSession } from '../../api/session.ts';
import { numberText, timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';

/** In the place of what was said: that it was erased, when, why, and what is left. */
export function ErasedContent({
  erasure,
  index,
}: {
  readonly erasure: NonNullable<CallView['erasure']>;
  readonly index: number;
}) {
  const { erasing } = useText();
  const text = erasing.call;
  const isMember = useSession().data?.role === 'member';
  const { time, extent, basis } = erasure;
  const why = Object.hasOwn(erasing.bases, basis)
    ? erasing.bases[basis as keyof typeof erasing.bases]
    : basis;
  return (
    <>
      <p>
        <strong>{text[extent](timeText(time))}</strong> {text.why(why)} {text.entry(numberText(index))}
      </p>
      <p>{text.gone}</p>
      <p>{extent === 'bodies' ? text.staysOfBodies : text.staysOfEverything}</p>
      {!isMember && (
        <p>
          <Link href="/ledger">{text.list}</Link>
        </p>
      )}
    </>
  );
}
