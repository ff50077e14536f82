import { type RefObject, useEffect } from 'react';

/** What marks the link that opens a call, and the box that picks it; keys find them by it. */
export const openMark = 'data-open-call';
export const pickMark = 'data-pick-call';
export const searchId = 'search-calls';

/** j, k and arrows go from call to call, x picks, / goes to the search. Enter needs nothing: what has the focus is a link. */
export function useListKeys(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === '/') {
        event.preventDefault();
        document.querySelector<HTMLElement>(`#${searchId}`)?.focus();
        return;
      }
      const links = [...(list.current?.querySelectorAll<HTMLElement>(`[${openMark}]`) ?? [])];
      const row = rowOf(document.activeElement);
      const here = links.findIndex((link) => rowOf(link) === row && row !== null);
      // Arrows scroll the page, as everywhere, until somebody is in the list.
      const isArrow = event.key.startsWith('Arrow');
      if (isArrow && here === -1) return;
      if (event.key === 'x' && row !== null) {
        row.querySelector<HTMLElement>(`[${pickMark}]`)?.click();
        return;
      }
      const step = stepOf(event.key);
      if (step === 0) return;
      const next = here === -1 ? links[0] : links[here + step];
      if (next === undefined) return;
      event.preventDefault();
      next.focus();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [list]);
}

function stepOf(key: string): number {
  if (key === 'j' || key === 'ArrowDown') return 1;
  return key === 'k' || key === 'ArrowUp' ? -1 : 0;
}

function rowOf(element: Element | null): Element | null {
  return element?.closest('tr, li') ?? null;
}

/** In a field letters are letters; over an open dialog they are its business. A box to tick takes no letters. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('[role="dialog"], [role="listbox"]') !== null) return true;
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox';
  return target.isContentEditable || target.matches('textarea, select');
}
