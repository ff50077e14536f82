import type { Confidence } from '../finding.ts';
import type { Kind } from '../kinds.ts';
import type { OwnPattern } from './own-pattern.ts';

/** In which texts a detector looks. */
export const detectorPlaces = ['everywhere', 'questions', 'answers', 'tool-results'] as const;
export type DetectorPlace = (typeof detectorPlaces)[number];

/** A detector that the owner has written: a pattern, a list of words, or both. */
export interface OwnDetector {
  readonly name: string;
  readonly label: string;
  readonly confidence: Confidence;
  readonly why: string;
  readonly where: DetectorPlace;
  /** As all detectors see a text, or letter by letter as it was sent, with what shows nothing. */
  readonly reads: 'plain' | 'as-written';
  readonly replaceAs: Kind;
  readonly pattern: OwnPattern | undefined;
  readonly words: readonly string[];
}
