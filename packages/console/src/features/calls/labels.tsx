import type { CallView } from 'commonhold/api';
import { Facts } from '../../components/facts.tsx';
import { useText } from '../../text/text.ts';
import classes from './document.module.css';
import { labelOrigins } from './label-words.ts';

/** The classes of data on the call, where each came from, and what their absence does not say. */
export function Labels({ call }: { readonly call: CallView }) {
  const words = useText().deciding;
  const text = words.labels;
  return (
    <section>
      <h2>{text.title}</h2>
      {call.labels.length === 0 ? <p>{text.none}</p> : <Facts of={labelOrigins(call, words)} />}
      <p className={`soft ${classes.note}`}>{text.caution}</p>
    </section>
  );
}
