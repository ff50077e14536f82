import type { Destination } from '#call';
import type { HealthView } from '#gate';

/** Where calls of this node can go, and what is known of each place. */
export interface DestinationsView {
  readonly destinations: readonly DestinationView[];
}

export interface DestinationView {
  /** The row's name in commonhold.yaml, or `local` for the engine inside. */
  readonly name: string;
  readonly local: Destination['local'];
  /** The vendor of the catalog that the row names. */
  readonly vendor?: { readonly id: string; readonly title: string };
  readonly region?: string;
  /** The country and the groups that answers are surely computed in; none when nothing is known. */
  readonly regions: readonly string[];
  readonly models: readonly string[];
  /** Its row wants a stored credential, and none is stored. */
  readonly credentialMissing?: true;
  /** From calls alone; absent while none has gone there since the start, and for the engine inside. */
  readonly health?: HealthView;
  /** One for each question; none for the engine inside, because nothing leaves the machine. */
  readonly facts: readonly FactView[];
}

export interface FactView {
  readonly name: string;
  readonly title: string;
  /** What rules and the record see; absent: unknown. */
  readonly value?: string | number | boolean;
  /** Whose word holds. */
  readonly by: 'owner' | 'catalog' | 'nobody';
  /** What the catalog says, also where the owner's word replaces it. */
  readonly catalog?: CatalogFactView;
}

export type CatalogFactView =
  | {
      readonly evidence: 'page';
      readonly value: string | number | boolean;
      readonly source: string;
      readonly read: string;
      readonly ageDays: number;
      /** Read so long ago that it should be read again. */
      readonly old: boolean;
      readonly note?: string;
    }
  | {
      /** Shown, and decides nothing. */
      readonly evidence: 'general-knowledge';
      readonly value: string | number | boolean;
      readonly note?: string;
    }
  | { readonly evidence: 'unknown'; readonly why: string };
