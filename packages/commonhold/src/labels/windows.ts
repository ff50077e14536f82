import { contextMax, windowMax } from './detector.ts';

/** A part of a text that patterns see, and the stretch of it in which what begins is this window's to tell. */
export interface Window {
  readonly text: string;
  /** Where it begins in the whole text. */
  readonly start: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Windows side by side wherever there are cues. Each answers for what begins in its stride: before it stands the
 * context, and after it is room for the longest match, so nothing is missed and nothing is told twice.
 */
export function* windowsOf(cue: RegExp, longest: number, text: string): Generator<Window> {
  // From where a window begins to be looked at to where everything that begins there is in it whole.
  const stride = windowMax - contextMax - longest;
  let from = 0;
  for (;;) {
    cue.lastIndex = from;
    const hit = cue.exec(text);
    if (hit === null) return;
    from = Math.max(from, hit.index - longest);
    const start = Math.max(0, from - contextMax);
    yield { text: text.slice(start, start + windowMax), start, from, to: from + stride };
    from += stride;
  }
}
