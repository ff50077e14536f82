import type { Destination, Principal } from '#call';

/**
 * What the gate asks of the rules, for the exact bytes and the exact destination. Facts are discrete (`overBudget`,
 * not an amount), so that equal questions have equal answers and old calls can be decided again from their record.
 */
export interface Question {
  readonly principal: Pick<Principal, 'id' | 'kind' | 'role' | 'project'>;
  readonly action: 'model.call';
  readonly model: string;
  readonly destination: Destination;
  readonly facts: Facts;
}

/** What a hook asks of the rules: whether an agent may use a tool that it runs by itself. */
export interface ToolQuestion {
  readonly principal: Question['principal'];
  readonly action: 'tool.call';
  readonly tool: string;
  readonly labels: readonly string[];
}

export interface Facts {
  readonly labels: readonly string[];
  readonly overBudget: boolean;
  /** Rules for which somebody has approved of this very call: of these bytes, for this destination. Sorted. */
  readonly approvals: readonly string[];
}

/** A change that would let a rule allow what it forbids now. */
export type Remedy =
  /** Go on with a later candidate of the route; `to` is `local` for our own engine, a provider's name, or any of them. */
  | { readonly type: 'reroute'; readonly to: string | undefined }
  | { readonly type: 'pseudonymise' }
  | { readonly type: 'approve'; readonly by: string };

export type Mode = 'enforce' | 'observe';

/** A rule as the owner wrote it. */
export interface Rule {
  readonly id: string;
  readonly effect: 'permit' | 'forbid';
  /** Rules of the floor may carry no remedy and only forbid. */
  readonly layer: 'floor' | 'ordinary';
  readonly mode: Mode;
  readonly remedy: Remedy | undefined;
  readonly why: string | undefined;
  /** Where it stands, for people; a file's name below `policies/` and a line from 1. */
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** What of a call it looks at, by the names of the schema and a few for who calls and where it goes. */
  readonly reads: readonly string[];
}

export type Decision =
  | {
      readonly effect: 'allow';
      /** The permits that matched. */
      readonly rules: readonly string[];
      readonly observed?: Observed;
    }
  | {
      readonly effect: 'deny';
      /** A forbid matched, no permit did, or a rule could not be evaluated, which is never taken for a yes. */
      readonly because: 'forbidden' | 'not-permitted' | 'error';
      /** The forbids that matched; after an error, the rules that could not be evaluated. */
      readonly rules: readonly string[];
      /** One for each determining rule, in the same order, or none at all when a rule is without remedy. */
      readonly remedies: readonly Remedy[];
      readonly observed?: Observed;
    };

/** What the rules that are only watched would have decided, had they been in force. */
export interface Observed {
  readonly effect: 'allow' | 'deny' | 'error';
  readonly rules: readonly string[];
}

/** Decides. Pure and synchronous: a decision never waits and never reaches out. */
export interface PolicyEngine {
  /** SHA-256 of the rules in force, in base64url; it is in every intent. */
  readonly digest: string;
  /** `observe`: decisions are made and recorded, and denials are not enforced. */
  readonly mode: Mode;
  /** The rules in force; empty while the built-in rule holds. */
  readonly rules: ReadonlyMap<string, Rule>;
  decide(question: Question): Decision;
  /** Undefined while no rule names the action `tool.call`: rules about models say nothing about tools. */
  decideTool(question: ToolQuestion): Decision | undefined;
}
