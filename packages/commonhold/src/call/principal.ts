import type { CallerLimits } from './budget.ts';

/** What a key may be used for. A field that is absent excludes nothing. */
export interface KeyScope {
  /** Names that clients ask for: models and routes, exactly; `*` is every one. */
  readonly models?: readonly string[] | undefined;
  readonly wires?: readonly string[] | undefined;
  readonly operations?: readonly string[] | undefined;
}

/** Who calls: a person, an app or an agent. */
export interface Principal {
  /** Stable id, opaque: `p_` and a time-sorted id. The log sees only a pseudonym of it. */
  readonly id: string;
  readonly kind: 'person' | 'app' | 'agent';
  /** For people to read; never in the log. */
  readonly name: string;
  /** What each may do is in `identity/rights.ts`. */
  readonly role: 'owner' | 'member' | 'auditor';
  /** The project that this principal's key works for; with the person and the month it makes the erasure domain. */
  readonly project: string;
  /** The key used, or `socket` for whoever may open the home folder. */
  readonly key: string;
  /** Labels that everything sent with this key carries. */
  readonly labels: readonly string[];
  readonly scope?: KeyScope | undefined;
  readonly limits?: CallerLimits | undefined;
}
