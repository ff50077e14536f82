import type { ChangeKind } from '#whatif';

/**
 * What calls of the past would have met under other rules. `POST /api/policy/try` answers with lines of JSON: progress as
 * often as there is some, then one result, or what went wrong after the answer had begun.
 */
export type TryLine = TryProgress | TryResult | TryFailed;

export interface TryInput {
  /** The whole set, as the files below `policies/` would be. */
  readonly files: readonly { readonly file: string; readonly text: string }[];
  /** Days of UTC or moments, such as `2026-11-01` or `2026-11-01T08:00:00Z`; 30 days that end now unless told otherwise. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** As `policy.mode`; that of the configuration in force unless told otherwise. */
  readonly mode?: 'enforce' | 'observe' | undefined;
}

export interface TryProgress {
  readonly type: 'progress';
  /** Calls looked at so far, and how many the period has at most. */
  readonly seen: number;
  readonly of: number;
}

export interface TryFailed {
  readonly type: 'failed';
  readonly error: { readonly code: string; readonly message: string };
}

export interface TryResult {
  readonly type: 'result';
  /** Of the rules that were tried, as it would stand in every intent. */
  readonly digest: string;
  readonly mode: 'enforce' | 'observe';
  readonly since: string;
  readonly until: string;
  /** Calls of the period, and the decisions about them: one for each attempt, and one for what the rules refused. */
  readonly calls: number;
  readonly decisions: number;
  /** Decisions that would be the same, step by step. */
  readonly same: number;
  /** Calls about which nobody decided: they failed before, or their record is erased. */
  readonly notDecided: number;
  readonly erased: number;
  readonly groups: Readonly<Record<TryGroup, TryGroupView>>;
  /** What the result takes for granted, one sentence each. */
  readonly assumptions: readonly string[];
  /** What is probably not meant, as `policy check` says it. */
  readonly warnings: readonly string[];
}

export type TryGroup = ChangeKind;

export interface TryGroupView {
  readonly calls: number;
  readonly decisions: number;
  /** Those with the most calls first; at most 100, and how many there are. */
  readonly byPrincipal: readonly {
    readonly principal: string;
    readonly name?: string | undefined;
    readonly calls: number;
  }[];
  readonly principals: number;
  /** The rules that make the difference, in the same way. */
  readonly byRule: readonly { readonly rule: string; readonly calls: number }[];
  readonly rules: number;
  /** The latest ten. */
  readonly examples: readonly TryExample[];
}

export interface TryExample {
  readonly call: string;
  /** 0 for what was refused. */
  readonly attempt: number;
  readonly time: string;
  readonly principal: string;
  readonly name?: string | undefined;
  /** The model name that was asked for. */
  readonly asked: string;
  /** The trail as it was, and as it would be as far as that is known. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Provider to which it went, and to which it would go. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** With `unknown`: the facts that were not recorded, such as `label injection` or `maker of acme`. */
  readonly missing?: readonly string[] | undefined;
}
