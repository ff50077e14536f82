import { Suspense, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useLive } from '../api/live.ts';
import { useSession } from '../api/session.ts';
import { useStatus } from '../api/status.ts';
import { Problem } from '../components/problem.tsx';
import { Waiting } from '../components/waiting.tsx';
import { pageAt } from '../pages.ts';
import { useText } from '../text/text.ts';
import { Contents } from './contents.tsx';
import classes from './frame.module.css';
import { NoSuchPage } from './no-such-page.tsx';
import { PageBoundary } from './page-boundary.tsx';
import { SignIn } from './sign-in.tsx';
import { WaitingApprovals } from './waiting-approvals.tsx';

/** Who is not signed in sees the door; everybody else the contents and a page. */
export function Frame() {
  const session = useSession();
  if (session.isPending) return <Waiting />;
  if (session.isError) return <Problem error={session.error} again={() => void session.refetch()} />;
  return session.data === null ? <SignIn /> : <SignedIn />;
}

function SignedIn() {
  const isLost = useLive();
  const text = useText();
  const [path] = useLocation();
  const page = pageAt(path);
  const title = page ? text.pages[page.name] : text.frame.noSuchPage;
  const main = useRef<HTMLElement>(null);
  // Opened on this page; going to another one closes them.
  const [openAt, setOpenAt] = useState<string>();
  const open = openAt === path;
  const first = useRef(true);
  const status = useStatus();

  useEffect(() => {
    document.title = `${title} – ${text.name}`;
    // A new page is read from its beginning, also by who hears it. The first one leaves the focus to the browser.
    if (first.current) first.current = false;
    else main.current?.focus();
  }, [text, title]);

  return (
    <>
      <a className={classes.skip} href="#page">
        {text.frame.skip}
      </a>
      <div className={classes.frame}>
        <Contents current={page?.name} open={open} onToggle={() => setOpenAt(open ? undefined : path)} />
        <WaitingApprovals />
        <main id="page" ref={main} tabIndex={-1} className={classes.page}>
          {status.data?.demo === true && <p className={classes.demo}>{text.frame.demo}</p>}
          <div aria-live="polite" className={classes.lost}>
            {isLost && <p>{text.frame.lost}</p>}
          </div>
          <PageBoundary key={path} title={title} isLost={isLost}>
            <Suspense fallback={<Waiting />}>{page ? <page.component /> : <NoSuchPage />}</Suspense>
          </PageBoundary>
        </main>
      </div>
    </>
  );
}
