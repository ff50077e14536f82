import type { Destination } from '#call';
import type { Decision, Facts, PolicyEngine, Question, Remedy } from './engine.ts';
import { stepsOf } from './steps.ts';

/** Times that a remedy may be applied to one call; a set of rules that asks for more would go in circles. */
const remediesMax = 4;

/** The cheapest first: another candidate costs nothing, a pseudonym costs meaning, an approval costs a person's time. */
const costOrder = ['reroute', 'pseudonymise', 'approve'] as const;

export interface Place {
  readonly model: string;
  readonly destination: Destination;
}

export interface Passed {
  readonly decision: Decision;
  /** Whether the call may be sent: the rules allow it, or nothing is enforced. */
  readonly maySend: boolean;
  /** Everything so far, this decision included. */
  readonly trail: readonly string[];
}

/** How a call goes on after a denial: with a later candidate, or with the same one and other bytes. */
export type Way = { readonly type: 'reroute'; readonly next: number } | { readonly type: 'pseudonymise' };

/**
 * Decides about one call, candidate after candidate. A remedy changes the facts and never the answer: after each the rules
 * are asked again about what would leave then, so a remedy that does not help lets nothing through. The gate and
 * `commonhold policy test` go through this same loop.
 */
export class RemedyLoop<P extends Place> {
  readonly #policy: PolicyEngine;
  readonly #principal: Question['principal'];
  #trail: string[] = [];
  #denied: Place[] = [];
  /** The remedy that has been applied since the last decision. */
  #chosen: Way['type'] | undefined;
  #pseudonymised = false;
  #applied = 0;

  constructor(policy: PolicyEngine, principal: Question['principal']) {
    this.#policy = policy;
    this.#principal = principal;
  }

  /** Destinations to which the call did not go, in the order of the trail. */
  get denied(): readonly Place[] {
    return this.#denied;
  }

  /** Asks about one candidate, on the facts of the bytes that would leave for it. */
  decide({ model, destination }: P, facts: Facts): Passed {
    if (this.#chosen === undefined) {
      // A candidate that comes after one that failed begins a trail of its own.
      this.#trail = [];
      this.#denied = [];
    } else {
      this.#trail.push(this.#chosen === 'reroute' ? `reroute:${destination.provider}` : this.#chosen);
    }
    // Another candidate gets the values themselves, unless the rules say otherwise for it too.
    this.#pseudonymised = this.#chosen === 'pseudonymise';
    if (this.#pseudonymised) this.#denied.pop();
    this.#chosen = undefined;
    const decision = this.#policy.decide({
      principal: this.#principal,
      action: 'model.call',
      model,
      destination,
      facts,
    });
    this.#trail.push(...stepsOf(decision, this.#policy.mode));
    const maySend = decision.effect === 'allow' || this.#policy.mode === 'observe';
    if (!maySend) this.#denied.push({ model, destination });
    return { decision, maySend, trail: [...this.#trail] };
  }

  /**
   * What can be done about a denial: `next` is the position among `later` to go on with. Undefined when it is final; then
   * the trail says which remedy was missing. `canPseudonymise` is false where nobody could say what to replace.
   */
  remedy(decision: Decision, later: readonly P[], canPseudonymise: boolean): Way | undefined {
    if (decision.effect === 'allow' || decision.because !== 'forbidden') return undefined;
    const cheapest = costOrder
      .map((type) => decision.remedies.filter((remedy) => remedy.type === type))
      .find((remedies) => remedies.length > 0);
    if (cheapest === undefined) return undefined;
    if (this.#applied >= remediesMax) return this.#missing('passes');
    const type = cheapest[0]?.type ?? 'remedy';
    const next = type === 'reroute' ? nextOf(cheapest, later) : -1;
    if (next >= 0) return this.#apply({ type: 'reroute', next });
    // What could be replaced was, the first time.
    if (type === 'pseudonymise' && canPseudonymise && !this.#pseudonymised) return this.#apply({ type });
    return this.#missing(type);
  }

  #apply(way: Way): Way {
    this.#applied += 1;
    this.#chosen = way.type;
    return way;
  }

  get trail(): readonly string[] {
    return this.#trail;
  }

  #missing(what: string): undefined {
    this.#trail.push(`remedy-not-available:${what}`);
    return undefined;
  }
}

/** The first later candidate to which every rule that asks for a reroute would have it go. */
function nextOf(remedies: readonly Remedy[], later: readonly Place[]): number {
  return later.findIndex(({ destination }) =>
    remedies.every(
      (remedy) =>
        remedy.type !== 'reroute' ||
        remedy.to === undefined ||
        (remedy.to === 'local' ? destination.local === 'verified' : destination.provider === remedy.to),
    ),
  );
}
