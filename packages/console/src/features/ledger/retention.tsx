import type { NodeStatus } from 'commonhold/api';
import { bytesText, numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';

/** For how long what was said is kept, in sentences. */
export function Retention({ of }: { readonly of: NodeStatus['retention'] }) {
  const text = useText().ledger.retention;
  const { bodyDays, labelDays, bodyBytes, everyHours } = of;
  const rules = [
    ...(bodyDays === undefined ? [] : [text.days(numberText(bodyDays))]),
    ...Object.entries(labelDays).map(([label, days]) => text.label(label, numberText(days))),
    ...(bodyBytes === undefined ? [] : [text.bytes(bytesText(bodyBytes))]),
  ];
  return (
    <section>
      <h2>{text.title}</h2>
      <p>
        {rules.length === 0 ? text.forever : [...rules, text.every(numberText(everyHours))].join(' ')}{' '}
        <span className="soft">
          {text.where} <code>retention:</code>.
        </span>
      </p>
    </section>
  );
}
