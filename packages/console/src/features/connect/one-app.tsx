import type { AppByHand } from 'commonhold/api';
import { Link } from 'wouter';
import { CopyWords } from '../../components/copy-words.tsx';
import { useText } from '../../text/text.ts';
import { AppKey } from './app-key.tsx';
import { Arrival } from './arrival.tsx';
import type { MadeKey } from './asked-of-the-node.ts';
import { ByHand } from './by-hand.tsx';
import { type ConnectAddress, connectAddress } from './connect-address.ts';
import classes from './connect.module.css';

interface OneAppProps {
  readonly app: AppByHand;
  readonly shown: ConnectAddress;
  /** Stands in the texts where the key has to stand. */
  readonly keyStandIn: string;
  readonly made: MadeKey | undefined;
  readonly onMade: (app: string, key: MadeKey) => void;
}

/** All of one app, in the order in which one does it: how it pays, its key, what it is told, and that it works. */
export function OneApp({ app, shown, keyStandIn, made, onMade }: OneAppProps) {
  const text = useText().connect;
  const way = app.ways.find((one) => one.way === shown.way) ?? app.ways[0];
  if (way === undefined) return null;
  return (
    <>
      {app.ways.length > 1 && (
        <nav aria-label={text.apps.waysTitle} className={classes.ways}>
          <span className="soft">{app.title}</span>
          {app.ways.map((one) => (
            <Link
              key={one.way}
              href={connectAddress({ ...shown, app: app.id, way: one.way })}
              aria-current={one.way === way.way ? 'true' : undefined}
            >
              {text.apps.ways[one.way]}
            </Link>
          ))}
        </nav>
      )}
      {way.way === 'subscription' && (
        <p>
          {text.apps.subscription} <code>authentication: caller</code>. {text.apps.subscriptionMore}{' '}
          <code>{text.apps.guide}</code>.
        </p>
      )}
      <Failing app={app} way={way} />
      <AppKey app={app} keyStandIn={keyStandIn} made={made} onMade={onMade} />
      <h3>{text.hand.title}</h3>
      <ByHand way={way} keyStandIn={keyStandIn} secret={made?.key} />
      <h3>{text.command.title}</h3>
      <p>
        {text.command.lead} <code>--undo</code>.
      </p>
      <div className={classes.lines}>
        <pre className="command" tabIndex={0}>
          {way.command}
        </pre>
        <CopyWords value={way.command} label={text.command.copy} />
      </div>
      <h3>{text.arrival.title}</h3>
      <Arrival app={app} made={made} />
    </>
  );
}

/** Said before anything is made: what the app will ask for by itself leads nowhere. */
function Failing({ app, way }: Pick<OneAppProps, 'app'> & { readonly way: AppByHand['ways'][number] }) {
  const text = useText().connect.apps;
  const names = (way.asked?.names ?? []).filter(({ why }) => why !== undefined).map(({ name }) => name);
  if (way.asked === undefined || names.length === 0) return null;
  return (
    <p>
      <strong>{text.failing(app.title, names.join(', '))}</strong> <code>{way.asked.row}</code>.{' '}
      {text.failingMore}
    </p>
  );
}
