import { lazy, type ReactNode, Suspense, useState } from 'react';
import { type PageName, useText } from '../text/text.ts';
import classes from './page.module.css';

/** Loaded when somebody asks: it carries the architecture's text. */
const HowThisWorks = lazy(() => import('./how-this-works.tsx'));

interface PageProps {
  readonly name: PageName;
  /** Instead of the page's name, such as the title of what is opened on it. */
  readonly title?: ReactNode;
  /** One or two sentences that say what this page is for. */
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

/** A page's heading, its opening sentence, and the way to how it works. */
export function Page({ name, title, lead, children }: PageProps) {
  const text = useText();
  const [open, setOpen] = useState(false);
  return (
    <>
      <header className={classes.heading}>
        <h1>{title ?? text.pages[name]}</h1>
        <button type="button" className="as-link" onClick={() => setOpen(true)}>
          {text.how.open}
        </button>
      </header>
      {lead !== undefined && <p className={classes.lead}>{lead}</p>}
      {children}
      {open && (
        <Suspense>
          <HowThisWorks page={name} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
