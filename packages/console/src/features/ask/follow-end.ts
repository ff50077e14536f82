import { type RefObject, useEffect, useRef } from 'react';

/** So near to its end a reader is at the end, whatever rounding of pixels does. */
const nearPixels = 60;

/** Keeps the end of a growing element in view, but only while the reader is there: who scrolls up is left in peace. */
export function useFollowEnd(element: RefObject<HTMLElement | null>, growing: boolean): void {
  const atEnd = useRef(true);
  useEffect(() => {
    let before = document.documentElement.scrollTop;
    const look = (): void => {
      const { scrollHeight, clientHeight, scrollTop } = document.documentElement;
      // The page may have grown since it was scrolled, so being far from its end says nothing: going up does.
      if (scrollHeight - clientHeight - scrollTop < nearPixels) atEnd.current = true;
      else if (scrollTop < before) atEnd.current = false;
      before = scrollTop;
    };
    document.addEventListener('scroll', look, { passive: true });
    return () => document.removeEventListener('scroll', look);
  }, []);
  useEffect(() => {
    if (!growing || element.current === null) return;
    // A question was just asked: its answer is what the reader wants to see.
    atEnd.current = true;
    const follow = new ResizeObserver(() => {
      if (atEnd.current) window.scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });
    });
    follow.observe(element.current);
    return () => follow.disconnect();
  }, [element, growing]);
}
