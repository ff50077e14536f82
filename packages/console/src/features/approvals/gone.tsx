import type { ApprovalView } from 'commonhold/api';
import { Link } from 'wouter';
import { useText } from '../../text/text.ts';

/** A request that ended, with what this page saw of it last; what became of it the log says. */
export function Gone({ last }: { readonly last: ApprovalView | undefined }) {
  const text = useText().approvals.gone;
  return (
    <div role="status">
      <p>{last === undefined ? text.unknown : text.was[last.state]}</p>
      {last !== undefined && (
        <p>
          <Link href={`/calls/${last.call}`}>{text.call}</Link>
        </p>
      )}
      <p className="soft">{text.log}</p>
    </div>
  );
}
