import type { Operation, WireName } from '#call';

/** How a client names an answer that it got: by our id of its call, or by the id that its destination gave the answer. */
export type EarlierName = { readonly call: string } | { readonly answer: string };

/** A call of before that a new one goes on from. */
export interface EarlierCall {
  readonly id: string;
  readonly wire: string;
  readonly operation: Operation;
  readonly run: string | undefined;
  /** Milliseconds since 1970. */
  readonly received: number;
  /** All that the call carried, with its request and with its answers. */
  readonly labels: readonly string[];
  readonly request: Uint8Array;
  /** Undefined while there is no whole answer, and where there never was one. */
  readonly answer: EarlierAnswer | undefined;
}

export interface EarlierAnswer {
  readonly wire: WireName;
  readonly model: string;
  /** It was asked for and given in pseudonyms; the values are not in it. */
  readonly inPseudonyms: boolean;
  readonly bytes: Uint8Array;
}

/** Reads calls that whoever made them goes on from. */
export interface EarlierCalls {
  /**
   * A call of this principal. Undefined for one that is not on record, or is somebody else's, which looks the same; `erased`
   * when it was erased. Nobody learns anything by it that they have not sent or been given themselves, and the call that goes
   * on from it names it on record, so reading it is no access of its own. Throws `home_damaged`.
   */
  read(principal: string, name: EarlierName): Promise<EarlierCall | 'erased' | undefined>;
}
