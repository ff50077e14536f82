import type { PolicyStatus } from './node-status.ts';
import type { RuleView } from './policy-view.ts';

/** One file of rules. */
export interface PolicyFileView {
  /** Below `policies/`, with `/` between folders. */
  readonly name: string;
  readonly text: string;
}

/** The files of rules as they are on disk now, which is not always what is in force. */
export interface PolicyFilesView {
  readonly folder: string;
  readonly files: readonly PolicyFileView[];
  /** Of what all files say; whoever replaces them shows by it which state they saw. */
  readonly digest: string;
}

/** What the node would say to a set of rules. */
export interface CheckedPolicyView {
  readonly problems: readonly PolicyProblemView[];
  /** Not wrong, and probably not meant. */
  readonly warnings: readonly string[];
  /** Those that could be read, also of a set that is not right. */
  readonly rules: readonly RuleView[];
  /** Whether the tests that lie beside the rules on disk pass by this set; undefined for a set that is not right. */
  readonly tests: PolicyTestsView | undefined;
}

export interface PolicyProblemView {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly rule: string | undefined;
  readonly what: string;
}

export interface PolicyTestsView {
  readonly results: readonly {
    readonly file: string;
    readonly name: string;
    readonly passed: boolean;
    readonly decision: 'allow' | 'deny';
    readonly trail: readonly string[];
    /** What was expected instead. */
    readonly expected: string | undefined;
  }[];
  /** Why the tests could not be read. */
  readonly trouble: string | undefined;
}

/** After the files were replaced: what they are, and what is in force. */
export interface ReplacedPolicyView extends PolicyFilesView {
  readonly status: PolicyStatus;
}

/** A set of rules to begin with. */
export interface StarterSetView {
  readonly name: string;
  /** What every rule means in plain words, as Markdown. */
  readonly explanation: string;
  readonly files: readonly PolicyFileView[];
}
