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
   * `possible`: a hint that a rule may ask for and that will often be wrong.
   */
  readonly confidence: Confidence;
  /** It was found in what an encoded run says; the place is the whole run. */
  readonly isEncoded?: true;
}

export type Confidence = 'checked' | 'likely' | 'possible';
