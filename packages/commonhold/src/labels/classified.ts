/** What was found in a body, as labels and as how many places of each kind. */
export interface Classified {
  readonly labels: readonly string[];
  /** By detector: places found that raise a label. What is only possible is not counted. */
  readonly found: Readonly<Record<string, number>>;
}
