import type { Kind } from './kinds.ts';

/** One place in a text that is of a class of data. */
export interface Finding {
  /** UTF-16 offsets into the text as it was given, whatever was done to it for looking. */
  readonly start: number;
  readonly end: number;
  readonly label: string;
  /** Name of the detector, which the documentation explains. */
  readonly detector: string;
  /**
   * `checked`: a checksum or a structure that chance does not produce. `likely`: shape and surroundings fit.
   * `possible`: shown to people, and often wrong; it raises no label. `hint`: as unsure, but it raises the label that the
   * owner has made for such hints, so that a rule can ask for it.
   */
  readonly confidence: Confidence;
  /** What a pseudonym in its place says of it, where the detector's name does not tell. */
  readonly replaceAs?: Kind;
  /** It was found in what an encoded run says; the place is the whole run. */
  readonly isEncoded?: true;
}

export type Confidence = 'checked' | 'likely' | 'possible' | 'hint';
