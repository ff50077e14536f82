import type { Locality, PrincipalView } from './calls-view.ts';
import type { RuleView } from './policy-view.ts';

/**
 * What the API says of approvals: calls that a rule lets go only when somebody has said yes to these very bytes. Types
 * only, so that a page in a browser may import them. Times are as in the record, `2026-11-22T10:00:00.000Z`; a field that
 * does not apply is absent. A live event `approvals` says that the list is to be asked for again.
 */
export interface ApprovalView {
  readonly id: string;
  /** The call that asked first, by the id under which the record has it, or will have it once it ended. */
  readonly call: string;
  /**
   * `open`: nobody has decided. `granted`: the caller may send the same bytes once, until `expires`; what was used is no
   * longer here. `refused`: the same bytes are refused without asking again, until `expires`.
   */
  readonly state: 'open' | 'granted' | 'refused';
  readonly asking: PrincipalView;
  readonly project: string;
  /** Whoever reads this is who asks. */
  readonly own: boolean;
  /** Whoever reads this may grant it and refuse it, and look at its content. */
  readonly mayDecide: boolean;
  /** Where the bytes would go. What is not known is absent. */
  readonly destination: {
    readonly provider: string;
    readonly model: string;
    readonly local: Locality;
    readonly country?: string;
    readonly legalEntity?: string;
    readonly retentionDays?: number;
    readonly trainsOnData?: boolean;
  };
  readonly labels: readonly string[];
  /** How often each kind of thing was found in the bytes, by the names of `commonhold detect`; empty where nothing was, or nobody looked. */
  readonly found: Readonly<Record<string, number>>;
  /** How many bytes would leave, and their SHA-256 in base64url: the approval holds for these and no others. */
  readonly bytes: number;
  readonly sha256: string;
  /** The rules that ask for it, with text and reason, as they were when it was asked. */
  readonly rules: readonly RuleView[];
  readonly asked: string;
  /** A call is waiting for the answer right now, until then; absent when its client was told to come again. */
  readonly waitsUntil?: string;
  /** When this ends by itself. */
  readonly expires: string;
  /** Who has said yes, and for which of the rules; it is granted once every rule has somebody's yes. */
  readonly granted: readonly {
    readonly by: PrincipalView;
    readonly time: string;
    readonly rules: readonly string[];
  }[];
  readonly refused?: {
    readonly by: PrincipalView;
    readonly time: string;
    /** The caller is told. */
    readonly reason?: string;
  };
}

/** `GET /api/approvals`: those that the reader may decide, and their own; the latest first. `GET /api/approvals/:id` is one. */
export interface ApprovalsView {
  readonly approvals: readonly ApprovalView[];
}

/**
 * `POST /api/approvals/:id/content` with `{reason?}`: the bytes that would leave. An `access` entry is in the log before
 * this is answered.
 */
export interface ApprovalContentView {
  readonly id: string;
  readonly call: string;
  /** The outgoing request as it would leave: JSON, byte for byte. It is somebody else's text; show it as text. */
  readonly text: string;
}

/** `GET /api/approvals/log`: what was decided, latest first, as the log and what is kept beside it say. */
export interface ApprovalDecisionsView {
  readonly decisions: readonly {
    /** Where it is in the log. */
    readonly index: number;
    readonly time: string;
    readonly decision: 'granted' | 'refused';
    readonly pseudonym: string;
    /** Whom the pseudonym stands for; absent, as is all that follows, once the key of that person's domain was destroyed. */
    readonly who?: PrincipalView;
    readonly request?: string;
    readonly call?: string;
    readonly rules?: readonly string[];
    readonly reason?: string;
  }[];
  /** `before` of the next page; absent at the beginning of the log. */
  readonly older?: number;
}
