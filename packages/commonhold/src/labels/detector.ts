import type { Confidence } from './finding.ts';

/**
 * Looks for one kind of thing. Two steps keep a hostile text from stalling the node: `cue` is a pattern that is found in
 * linear time and tells where looking closer is worthwhile, and `look` sees a window of `windowMax` characters at most.
 */
export interface Detector {
  readonly name: string;
  readonly label: string;
  /**
   * Something that is in every match. With the flag `g`; character classes and literal alternatives only, so that looking
   * for it takes time in proportion to the text.
   */
  readonly cue: RegExp;
  /** The most characters that a match has; `matchMax` unless told. What is shorter needs fewer windows. */
  readonly longest?: number;
  /** Looks once more where letters were scanned for digits (`O30 l23 45`), less sure of what it finds there. */
  readonly readsRepaired?: boolean;
  /** Every thing of its kind in a window, from left to right. It gets plain text: see `text/plain-text.ts`. */
  look(window: string): Iterable<Match>;
}

/** Offsets within the window. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly confidence: Confidence;
  /** Words before it say what it is, so that it is no less sure when letters in it had to be read as digits. */
  readonly isSaid?: boolean;
  /** In place of the detector's own, where one detector stands for several classes. */
  readonly label?: string;
}

/** Characters that any pattern sees at a time, so that one that backtracks badly has little to do it in. */
export const windowMax = 512;
/** What words before a thing may say of it: "date of birth:", "password =". */
export const contextMax = 64;
/** The longest thing that is found whole. */
export const matchMax = 256;
