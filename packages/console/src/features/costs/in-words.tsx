import type { CostsView } from 'commonhold/api';
import { amountsText, knownWords } from '../../components/money.ts';
import { useText } from '../../text/text.ts';
import classes from './costs.module.css';

/** The sum in a sentence, and in others what is not in it and on whose word it rests. */
export function InWords({ view }: { readonly view: CostsView }) {
  const { costs } = useText();
  const text = costs.page;
  const { totals, whose } = view;
  const { unpriced, unmetered, open, estimated, told, toldMoney, free } = totals;
  const unknowns = [
    unpriced > 0 ? text.unpriced(unpriced) : '',
    unmetered > 0 ? text.unmetered(unmetered) : '',
    open > 0 ? text.open(open) : '',
  ].filter((part) => part !== '');
  return (
    <div className={classes.words}>
      <p className={classes.main}>
        {whose === 'own' && `${text.own} `}
        {text.sentence(totals.calls, totals.attempts, knownWords(totals, costs))}
      </p>
      {unknowns.length > 0 && <p className={classes.unknown}>{text.unknowns(unknowns)}</p>}
      {told > 0 && <p>{text.told(amountsText(toldMoney, costs), told)}</p>}
      {free > 0 && <p>{text.free(free)}</p>}
      {estimated > 0 && <p>{text.estimated(estimated)}</p>}
      <p className="soft">{text.notIn}</p>
    </div>
  );
}
