import type { Draft } from './draft.ts';

const place = 'commonhold-rules-draft';

/** Work that was not adopted survives a reload of the page, in this tab and no other. */
export function keepDraft(draft: Draft | undefined): void {
  try {
    if (draft === undefined) sessionStorage.removeItem(place);
    else sessionStorage.setItem(place, JSON.stringify(draft));
  } catch {
    // A browser that stores nothing, or no more: the page still asks before it is left.
  }
}

export function keptDraft(): Draft | undefined {
  try {
    const text = sessionStorage.getItem(place);
    // Only this page writes here, so what can be read is a draft; a browser's store is not a way in from outside.
    return text === null ? undefined : (JSON.parse(text) as Draft);
  } catch {
    return undefined;
  }
}
