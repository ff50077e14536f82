import { Button } from '@mantine/core';
import type { AppByHand } from 'commonhold/api';
import { Link } from 'wouter';
import { useSession } from '../../api/session.ts';
import { CopyWords } from '../../components/copy-words.tsx';
import { Problem } from '../../components/problem.tsx';
import { useText } from '../../text/text.ts';
import { type MadeKey, useMakeKey } from './asked-of-the-node.ts';
import classes from './connect.module.css';

interface AppKeyProps {
  readonly app: AppByHand;
  readonly keyStandIn: string;
  readonly made: MadeKey | undefined;
  readonly onMade: (app: string, key: MadeKey) => void;
}

/** Owners make a key here; everybody else has one, or asks for it. */
export function AppKey({ app, keyStandIn, made, onMade }: AppKeyProps) {
  const text = useText().connect.key;
  const isOwner = useSession().data?.role === 'owner';
  const making = useMakeKey(onMade);
  return (
    <>
      <h3>{text.title}</h3>
      {!isOwner && <p>{text.member(keyStandIn)}</p>}
      {isOwner && made === undefined && (
        <>
          <p>{text.lead(app.title)}</p>
          <Button loading={making.isPending} onClick={() => making.mutate(app)}>
            {text.make(app.title)}
          </Button>
          <p className={classes.below}>{text.none(keyStandIn)}</p>
        </>
      )}
      <div role="status">
        {made !== undefined && (
          <>
            <p>
              <strong>{text.made(made.name)}</strong> {text.once}
            </p>
            <div className={classes.lines}>
              <pre className={classes.key} tabIndex={0}>
                {made.key}
              </pre>
              <CopyWords value={made.key} label={text.copy} />
            </div>
            <p className="soft">
              {text.manageLead} <Link href="/keys">{text.manage}</Link>
            </p>
          </>
        )}
      </div>
      {making.isError && <Problem error={making.error} />}
    </>
  );
}
