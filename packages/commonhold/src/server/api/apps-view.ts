import type { AppByHand, baseUrlsOf } from '#apps';

export type { AppByHand };

/** `GET /api/apps`: where clients find this node, and what each known app has to be told. */
export interface AppsView {
  /** Where people reach the node, or what was asked about. */
  readonly address: string;
  readonly baseUrls: ReturnType<typeof baseUrlsOf>;
  /** Stands in every text where the key has to stand. */
  readonly keyStandIn: string;
  readonly apps: readonly AppByHand[];
}
