import type { AppByHand } from 'commonhold/api';
import { Link } from 'wouter';
import { useText } from '../../text/text.ts';
import { type ConnectAddress, connectAddress } from './connect-address.ts';
import classes from './connect.module.css';

interface AppChooserProps {
  readonly apps: readonly AppByHand[];
  readonly app: AppByHand;
  readonly shown: ConnectAddress;
}

/** Links and not a list that opens: all of them fit, and what is chosen is the address of the page. */
export function AppChooser({ apps, app, shown }: AppChooserProps) {
  const text = useText().connect.apps;
  return (
    <nav aria-label={text.choose} className={classes.ways}>
      {apps.map(({ id, title }) => (
        <Link
          key={id}
          href={connectAddress({ ...shown, app: id, way: 'key' })}
          aria-current={id === app.id ? 'true' : undefined}
        >
          {title}
        </Link>
      ))}
    </nav>
  );
}
