import { useEffect } from 'react';
import { useHistoryState } from 'wouter/use-browser-location';

/** What is read next is read from its beginning, also by who hears it or goes through it by keyboard. */
export function toBeginning(): void {
  scrollTo({ top: 0 });
  document.querySelector<HTMLElement>('#page')?.focus({ preventScroll: true });
}

/** A link within these pages gives a state, however empty. Whoever came by an address starts where the browser puts them. */
export const fromHere: Readonly<Record<string, never>> = {};

export function useBeginning(): void {
  const isFromHere = useHistoryState<unknown>() !== null;
  useEffect(() => {
    if (isFromHere) toBeginning();
  }, [isFromHere]);
}
