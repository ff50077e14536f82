import { Component, lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useText } from '../text/text.ts';
import { canBeSet } from './can-be-set.ts';
import classes from './markdown.module.css';
import { visibleControls } from './visible-controls.ts';

const SetMarkdown = lazy(() => import('./markdown.tsx'));

interface MarkdownTextProps {
  readonly text: string;
  /** More is coming. */
  readonly coming?: boolean;
}

/**
 * A text from outside, set as markdown, also while it grows. The whole is parsed each time, so the pauses between are
 * as long as parsing took, several times over: it never takes more than a small share of the time, however long it is.
 */
export function MarkdownText({ text, coming = false }: MarkdownTextProps) {
  const words = useText().markdown;
  const shown = visibleControls(usePaced(text, coming));
  const plain = (
    <div className={classes.plain} dir="auto">
      {shown}
    </div>
  );
  if (!canBeSet(shown)) {
    return (
      <>
        {plain}
        <p className="soft">{words.plain}</p>
      </>
    );
  }
  return (
    <PlainInstead key={coming ? 'coming' : 'whole'} plain={plain}>
      <Suspense fallback={plain}>
        <SetMarkdown text={shown} />
      </Suspense>
    </PlainInstead>
  );
}

/** Of all time at most one part in this many goes into parsing. */
const restFactor = 8;
/** Faster than this nobody reads. */
const pauseMsMin = 60;

/** The newest text, no more often than its setting allows; the last of it at once. */
function usePaced(text: string, coming: boolean): string {
  const [shown, setShown] = useState(text);
  const newest = useRef(text);
  useEffect(() => {
    newest.current = text;
  }, [text]);
  useEffect(() => {
    if (!coming) return;
    let timer: ReturnType<typeof setTimeout>;
    const show = (): void => {
      const began = performance.now();
      // Drawn before the next line, so that it is known how long that took.
      flushSync(() => setShown(newest.current));
      timer = setTimeout(show, Math.max(pauseMsMin, (performance.now() - began) * restFactor));
    };
    timer = setTimeout(show, pauseMsMin);
    return () => clearTimeout(timer);
  }, [coming]);
  return coming ? shown : text;
}

interface PlainInsteadProps {
  readonly plain: ReactNode;
  readonly children: ReactNode;
}

/** A text that breaks its setting is shown as it came, and the page stays. */
class PlainInstead extends Component<PlainInsteadProps, { readonly broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { readonly broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? this.props.plain : this.props.children;
  }
}
