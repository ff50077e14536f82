import type { OverviewView } from 'commonhold/api';
import { Link } from 'wouter';
import { useStatus } from '../../api/status.ts';
import { costWords } from '../../components/money.ts';
import { ShareBar } from '../../components/plots/share-bar.tsx';
import { shareText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import classes from './home.module.css';
import { Question } from './question.tsx';

export function Keep({ overview }: { readonly overview: OverviewView }) {
  const { home, costs } = useText();
  const text = home.keep;
  const status = useStatus().data;
  const { byLocal, tokens, tools } = overview.totals;
  const sent = byLocal.verified + byLocal.declared + byLocal.no;
  const uncounted = tokens.owned.uncounted + tokens.rented.uncounted;
  return (
    <Question
      question={text.question}
      number={
        sent === 0 ? text.nothing : text.number(shareText((byLocal.verified + byLocal.declared) / sent))
      }
      picture={
        <>
          <p className={classes.pictureName}>{text.picture}</p>
          <ShareBar
            name={text.calls}
            parts={[
              { name: text.owned, value: byLocal.verified, tone: 'accent' },
              { name: text.declared, value: byLocal.declared, tone: 'accent-soft' },
              { name: text.rented, value: byLocal.no, tone: 'rented' },
            ]}
            instead={sent === 0 ? text.nothing : undefined}
          />
          <ShareBar
            name={text.tokens}
            parts={[
              { name: text.ownedTokens, value: tokens.owned.input + tokens.owned.output, tone: 'accent' },
              { name: text.rented, value: tokens.rented.input + tokens.rented.output, tone: 'rented' },
            ]}
            instead={
              tokens.owned.input + tokens.owned.output + tokens.rented.input + tokens.rented.output === 0
                ? text.noTokens
                : undefined
            }
          />
          {tools > 0 && <p className="soft">{text.tools(tools)}</p>}
          {uncounted > 0 && <p className="soft">{text.uncounted(uncounted)}</p>}
          <ShareBar
            name={text.money}
            parts={[]}
            instead={
              <>
                {costWords(overview.money, costs)}. <Link href="/costs">{text.costs}</Link>
              </>
            }
          />
        </>
      }
    >
      {status && <p>{text.answer(status.models.length)}</p>}
      <p className="soft">{text.cannot}</p>
    </Question>
  );
}
