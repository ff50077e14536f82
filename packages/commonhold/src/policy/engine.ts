import type { Destination, Principal } from '#call';

/**
 * What the gate asks of the rules, for the exact bytes and the exact destination. Facts are discrete (`overBudget`,
 * not an amount), so that equal questions have equal answers and old calls can be decided again from their record.
 */
export interface Question {
  readonly principal: Principal;
  readonly action: 'model.call';
  readonly model: string;
  readonly destination: Destination;
  readonly facts: Facts;
}

export interface Facts {
  readonly labels: readonly string[];
  readonly overBudget: boolean;
}

/** A change that would let a rule allow what it forbids now. */
export type Remedy =
  | { readonly type: 'reroute' }
  | { readonly type: 'pseudonymise' }
  | { readonly type: 'approve'; readonly by: string };

export type Decision =
  | { readonly effect: 'allow'; readonly rules: readonly string[] }
  | {
      readonly effect: 'deny';
      readonly rules: readonly string[];
      /** One for each determining rule, in the same order, or none at all when a rule is without remedy. */
      readonly remedies: readonly Remedy[];
    };

/** Decides. Pure and synchronous: a decision never waits and never reaches out. */
export interface PolicyEngine {
  /** SHA-256 of the rules in force, in base64url; it is in every intent. */
  readonly digest: string;
  decide(question: Question): Decision;
}
