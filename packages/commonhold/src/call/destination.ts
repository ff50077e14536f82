/**
 * Where an attempt goes. Every fact is what the owner's row declares, except `local: 'verified'`, which only our
 * own engine gets: its bytes never leave the machine by construction.
 */
export interface Destination {
  /** The provider's id in commonhold.yaml, or `local` for the engine inside. */
  readonly provider: string;
  readonly legalEntity: string | undefined;
  /** ISO 3166-1 alpha-2, where the answer is computed. */
  readonly country: string | undefined;
  readonly retentionDays: number | undefined;
  readonly trainsOnData: boolean | undefined;
  readonly local: 'verified' | 'declared' | 'no';
}
