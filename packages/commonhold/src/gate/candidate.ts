import type { Destination } from '#call';
import type { Price } from '#prices';
import type { Provider } from '#providers';
import type { Codec } from '#wires';
import type { Patience } from './sending/patience.ts';

/** One model at one destination, ready to be tried. */
export interface Candidate {
  /** The model's name at the destination. */
  readonly model: string;
  /** The name is our catalog's, so it may stand in the log in clear. */
  readonly modelIsBuiltIn: boolean;
  readonly weightsDigest: string | undefined;
  readonly destination: Destination;
  readonly codec: Codec;
  readonly provider: Provider;
  readonly authentication: Authentication;
  /** Undefined where nobody knows what it costs. */
  readonly price?: Price | undefined;
  /** What the owner has sent with every request besides: names in lower case, and what stands behind each path. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** What its vendor calls otherwise at the top of a request, for requests that are written anew. */
  readonly renamed?: Readonly<Record<string, string>> | undefined;
  /** What is done about failures of its row; absent for the engine inside, which is asked once and watched by its supervisor. */
  readonly patience?: Patience | undefined;
}

/** How a destination is told who pays. */
export type Authentication =
  | { readonly mode: 'none' }
  /** The client's own `authorization` header goes through and is never stored. */
  | { readonly mode: 'caller' }
  /** Ours. Undefined while the owner has stored none: then the candidate is passed over. */
  | {
      readonly mode: 'stored';
      readonly credential: () => string | undefined;
      /** Where it stands, bare; undefined: as the wire has it. */
      readonly header?: string | undefined;
    };
