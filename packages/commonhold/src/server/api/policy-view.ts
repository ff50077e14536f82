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
  /** What the rules saw and what the record adds for people, and under `denied` the places to which the call did not go. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** The trail taken apart: one entry for each time that the rules were asked, in order. */
  readonly passes: readonly PassView[];
  /** What another outcome would have taken, one entry a rule; none when the call was let go. */
  readonly toChange: readonly ChangeView[];
}

/** One time that the rules were asked: about what, what they said, and what was done about it. */
export interface PassView {
  /** Steps of the trail, such as `deny:eea-only`. */
  readonly steps: readonly string[];
  /** What was done then, such as `reroute:local`, so that the rules were asked once more; empty in the last. */
  readonly remedies: readonly string[];
  /** Rules that forbade it the time before and did not this time, so that what they look at is what has changed. */
  readonly satisfied: readonly string[];
  /** What the rules could see. Those that played a part have rules in `readBy`. */
  readonly facts: readonly SeenFactView[];
  /** What would have let the call go here; none where it was. */
  readonly toChange: readonly ChangeView[];
}

export interface SeenFactView {
  /** By the same names as in `RuleView.reads`. */
  readonly name: string;
  readonly about: 'caller' | 'data' | 'place';
  /** `unknown`: nobody knew it then, which is neither yes nor no. `not-kept`: the record does not say. */
  readonly state: 'known' | 'unknown' | 'not-kept';
  /** There when it is known. */
  readonly value?: unknown;
  /**
   * Rules that these steps name, or that are satisfied by now, and that look at it; empty when it played no part. Absent where nobody can say, because the
   * text of the rules is not kept.
   */
  readonly readBy?: readonly string[];
}

/** One thing that would have to be otherwise for the rules to let a call go. */
export type ChangeView =
  /** A forbid matched. `remedy` is as after `@remedy`; absent when it takes none, or when the text of the rule is not kept. */
  | { readonly type: 'forbidden'; readonly rule: string; readonly remedy?: string; readonly isKept: boolean }
  /** A rule, or the question itself (`request`), could not be evaluated, which counts as a no. */
  | { readonly type: 'error'; readonly rule: string }
  | { readonly type: 'no-permit' }
  /** Rules more than the trail names. */
  | { readonly type: 'more'; readonly count: string };

export interface ExplanationView {
  readonly call: string;
  readonly status: string;
  readonly error: string | undefined;
  readonly decisions: readonly DecisionView[];
}
