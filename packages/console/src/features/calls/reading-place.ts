import { type RefObject, useEffect, useState } from 'react';

/** Scrolled less than this, the list's beginning is what somebody looks at. */
const topPixels = 60;

/**
 * Whether somebody is in the middle of the list: scrolled down, with the pointer on it, or with the keyboard in it.
 * Then rows must stay where they are.
 */
export function useIsReading(list: RefObject<HTMLElement | null>): boolean {
  const [isReading, setIsReading] = useState(false);
  useEffect(() => {
    let isOver = false;
    const look = (): void => {
      const element = list.current;
      const isInside = element?.contains(document.activeElement) === true;
      setIsReading(window.scrollY > topPixels || isOver || isInside);
    };
    const lookLater = (): void => {
      // When the focus moves, `activeElement` is nothing for a moment.
      setTimeout(look, 0);
    };
    const move = (event: Event): void => {
      const isNowOver = event.target instanceof Node && list.current?.contains(event.target) === true;
      if (isNowOver === isOver) return;
      isOver = isNowOver;
      look();
    };
    addEventListener('scroll', look, { passive: true });
    document.addEventListener('pointerover', move, { passive: true });
    document.addEventListener('focusin', look);
    document.addEventListener('focusout', lookLater);
    look();
    return () => {
      removeEventListener('scroll', look);
      document.removeEventListener('pointerover', move);
      document.removeEventListener('focusin', look);
      document.removeEventListener('focusout', lookLater);
    };
  }, [list]);
  return isReading;
}
