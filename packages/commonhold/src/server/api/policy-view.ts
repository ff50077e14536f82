import type { Json } from '#base';
import type { PolicyStatus } from './node-status.ts';

/** A rule as it stands in its file. */
export interface RuleView {
  readonly id: string;
  readonly effect: 'permit' | 'forbid';
  readonly layer: 'floor' | 'ordinary';
  readonly mode: 'enforce' | 'observe';
  /** As after `@remedy`. */
  readonly remedy: string | undefined;
  readonly why: string | undefined;
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /**
   * What of a call it looks at: facts by the names of the schema, and `caller`, `kind`, `role` and `project` for who calls,
   * `provider`, `model` and `region` for where it would go; `everything` for the context as a whole.
   */
  readonly reads: readonly string[];
}

/** The rules in force, and the sets that were in force before, the latest first. */
export interface PolicyView {
  readonly status: PolicyStatus;
  readonly rules: readonly RuleView[];
  readonly sets: readonly { readonly digest: string; readonly since: string }[];
}

/** One decision about a call: the one that let an attempt go, or the one by which nothing left. */
export interface DecisionView {
  /** 0 in a refusal. */
  readonly attempt: number;
  readonly trail: readonly string[];
  readonly policy: {
    readonly digest: string;
    /** `not-kept`: the text of these rules is not in this database, so only their names are known. */
    readonly source: 'built-in' | 'kept' | 'not-kept';
    /** When they took effect for the first time. */
    readonly since: string | undefined;
    readonly mode: 'enforce' | 'observe' | undefined;
  };
  /** The rules that the trail names, as they were then. */
  readonly rules: readonly RuleView[];
  readonly principal: {
    readonly id: string;
    readonly kind: string;
    readonly role: string;
    readonly project: string;
  };
  /** What the rules saw, and under `denied` the places to which the call did not go. */
  readonly facts: Readonly<Record<string, Json>>;
  /** Where the attempt went; absent in a refusal. */
  readonly destination?: {
    readonly provider: string | undefined;
    readonly model: string | undefined;
    readonly local: 'verified' | 'declared' | 'no';
    readonly country: string | undefined;
    readonly legalEntity: string | undefined;
    readonly retentionDays: number | undefined;
    readonly trainsOnData: boolean | undefined;
  };
  /** What another outcome would have taken, one sentence a rule; none when the call was let go. */
  readonly toChange: readonly string[];
}

export interface ExplanationView {
  readonly call: string;
  readonly status: string;
  readonly error: string | undefined;
  readonly decisions: readonly DecisionView[];
}
