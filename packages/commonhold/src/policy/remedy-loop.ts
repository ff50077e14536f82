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

/** A place to which a call did not go, with what its bytes for there would have carried. */
interface DeniedPlace extends Place {
  readonly labels: readonly string[];
  /** Where pseudonyms were tried: the labels before them. */
  readonly labelsBefore: readonly string[] | undefined;
}

/** A rule that lets a call go once somebody approves of it, and who may: a word of `approverRoles`, or a key's name. */
export interface NeededApproval {
  readonly rule: string;
  readonly by: string;
}

/** The fact that rules see once these were given. */
export function approvalsOf(given: readonly NeededApproval[]): readonly string[] {
  return given.map(({ rule }) => rule).sort();
}

/** How a call goes on after a denial: with a later candidate, or with the same one and other bytes or somebody's yes. */
export type Way =
  | { readonly type: 'reroute'; readonly next: number }
  | { readonly type: 'pseudonymise' }
  | { readonly type: 'approve'; readonly needed: readonly NeededApproval[] };

/**
 * Decides about one call, candidate after candidate. A remedy changes the facts and never the answer: after each the rules
 * are asked again about what would leave then, so a remedy that does not help lets nothing through. The gate and
 * `commonhold policy test` go through this same loop.
 */
export class RemedyLoop<P extends Place> {
  readonly #policy: PolicyEngine;
  readonly #principal: Question['principal'];
  #trail: string[] = [];
  #denied: DeniedPlace[] = [];
  /** The remedy that has been applied since the last decision. */
  #chosen: Way | undefined;
  #pseudonymised = false;
  #approved = false;
  #applied = 0;

  /** `applied` are remedies that earlier attempts of the call have used up already. */
  constructor(policy: PolicyEngine, principal: Question['principal'], applied = 0) {
    this.#policy = policy;
    this.#principal = principal;
    this.#applied = applied;
  }

  /** Destinations to which the call did not go, in the order of the trail. */
  get denied(): readonly DeniedPlace[] {
    return this.#denied;
  }

  /** Asks about one candidate, on the facts of the bytes that would leave for it. */
  decide({ model, destination }: P, facts: Facts): Passed {
    const chosen = this.#chosen;
    if (chosen === undefined) {
      // A candidate that comes after one that failed begins a trail of its own.
      this.#trail = [];
      this.#denied = [];
    } else this.#trail.push(...stepOf(chosen, destination));
    // An approval is of the bytes as they are. Another candidate gets the values themselves and nobody's yes, unless the
    // rules say otherwise for it too; other bytes have nobody's yes either.
    this.#approved = chosen?.type === 'approve';
    this.#pseudonymised = chosen?.type === 'pseudonymise' || (this.#approved && this.#pseudonymised);
    const before = chosen === undefined || chosen.type === 'reroute' ? undefined : this.#denied.pop();
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
    if (!maySend) {
      const labelsBefore = this.#pseudonymised ? (before?.labelsBefore ?? before?.labels) : undefined;
      this.#denied.push({ model, destination, labels: facts.labels, labelsBefore });
    }
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
    // Nobody is asked twice about the same bytes: a rule that forbids them still does not go by what was said.
    if (type === 'approve' && !this.#approved) return this.#apply({ type, needed: neededBy(decision) });
    return this.#missing(type);
  }

  /** The approval that `remedy` chose did not come, so the denial is final. */
  notApproved(): void {
    this.#chosen = undefined;
    this.#missing('approve');
  }

  #apply(way: Way): Way {
    this.#applied += 1;
    this.#chosen = way;
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

/** What was done, for the trail: of an approval, who had to give it. */
function stepOf(way: Way, { provider }: Destination): readonly string[] {
  switch (way.type) {
    case 'reroute':
      return [`reroute:${provider}`];
    case 'pseudonymise':
      return ['pseudonymise'];
    case 'approve':
      return [...new Set(way.needed.map(({ by }) => `approve:${by}`))];
  }
}

/** Which rules ask for an approval, and whose; every rule that forbids it does, when this is the cheapest remedy left. */
function neededBy(decision: Extract<Decision, { effect: 'deny' }>): readonly NeededApproval[] {
  return decision.remedies.flatMap((remedy, position) => {
    const rule = decision.rules[position];
    return remedy.type === 'approve' && rule !== undefined ? [{ rule, by: remedy.by }] : [];
  });
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
