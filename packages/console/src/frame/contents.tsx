import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { useSession, useSignOut } from '../api/session.ts';
import { useStatus } from '../api/status.ts';
import { pages } from '../pages.ts';
import { type PageName, useText } from '../text/text.ts';
import classes from './frame.module.css';
import { LightOrDark } from './light-or-dark.tsx';
import { useWaitingApprovals } from './waiting-approvals.tsx';

interface ContentsProps {
  readonly current: PageName | undefined;
  /** On a narrow screen the contents are behind a button. */
  readonly open: boolean;
  readonly onToggle: () => void;
}

/** The console's table of contents: the pages in their groups, and who is signed in where. */
export function Contents({ current, open, onToggle }: ContentsProps) {
  const text = useText();
  const session = useSession().data;
  const status = useStatus().data;
  const signOut = useSignOut('here');
  const waiting = useWaitingApprovals();
  const visible = pages.filter(
    (page) =>
      (!page.owners || session?.role === 'owner') &&
      (!page.calls || session?.role !== 'auditor') &&
      (!page.notForMembers || session?.role !== 'member'),
  );
  const groups = [...new Set(visible.map((page) => page.group))];
  return (
    <nav aria-label={text.frame.contents}>
      <div className={classes.top}>
        <strong>{text.name}</strong>
        <Button variant="default" size="compact-md" aria-expanded={open} onClick={onToggle}>
          {open ? text.frame.closeContents : text.approvals.contents(text.frame.contents, waiting)}
        </Button>
      </div>
      <div className={classes.contents} data-open={open}>
        <Link href="/" className={classes.name}>
          {text.name}
        </Link>
        {groups.map((group) => (
          <div key={group}>
            <p className={classes.group} id={`contents-${group}`}>
              {text.groups[group]}
            </p>
            <ul className={classes.list} aria-labelledby={`contents-${group}`}>
              {visible
                .filter((page) => page.group === group)
                .map((page) => (
                  <li key={page.name}>
                    <Link
                      href={page.path}
                      className={classes.link}
                      aria-current={page.name === current ? 'page' : undefined}
                    >
                      {text.pages[page.name]}
                      {page.name === 'approvals' && waiting > 0 && (
                        <span className={classes.count}>{text.approvals.waiting(waiting)}</span>
                      )}
                    </Link>
                  </li>
                ))}
            </ul>
          </div>
        ))}
        <div className={classes.who}>
          {session && <p>{text.frame.signedInAs(session.name, session.role)}</p>}
          {status && <p>{status.software}</p>}
          <LightOrDark />
          <button type="button" className="as-link" onClick={() => signOut.mutate()}>
            {text.frame.signOut}
          </button>
        </div>
      </div>
    </nav>
  );
}
