/**
 * Leaf v1: one line of the record. A leaf is canonical JSON (RFC 8785) of at most 4,096 bytes; its bytes are the
 * entry of the transparency log. It holds no content, no name, no address and no secret: built-in vocabulary is in
 * clear, what an owner named is an opaque id, what was said is a salted commitment. `docs/formats/record.md`
 * describes it for people who write a verifier of their own.
 *
 * A field that does not apply is absent; there is no null in a leaf. Unknown kinds and unknown fields are refused
 * by this version: a new field is a new version.
 */
export type Leaf =
  | IntentLeaf
  | OutcomeLeaf
  | RefusalLeaf
  | AccessLeaf
  | ChangeLeaf
  | ErasureLeaf
  | AttestationLeaf
  | LogSessionLeaf;

export type LeafKind = Leaf['kind'];

interface Envelope {
  readonly v: 1;
  /** The leaf's own id: 26 characters, unique in the log. */
  readonly id: string;
  /** What the node's clock said, `2026-11-22T10:00:00.000Z`. The order of the log is the order of events. */
  readonly time: string;
  readonly origin: 'live' | 'whatif' | 'probe' | 'import';
}

/** SHA-256("commonhold/commit/v1\n" ‖ salt ‖ bytes), base64url without padding, 43 characters. */
export type Commitment = string;
/** A SHA-256 digest of something public (rules, weights, templates), base64url without padding. */
export type Digest = string;

interface CallEnvelope extends Envelope {
  /** The call's id, 26 characters. */
  readonly call: string;
  /** Pseudonym of the principal within its erasure domain, 22 characters of base64url. */
  readonly actor: string;
  readonly operation: 'generate' | 'embed' | 'count' | 'tool';
  /** Calls that belong together, if the client said so: an opaque id. */
  readonly run?: string;
  /** The call that this one came from. */
  readonly parent?: string;
  /** Classes of data, sorted. */
  readonly labels: readonly string[];
  /** Digest of the rules in force. */
  readonly policy: Digest;
  /** The trail, such as `["deny:eu-only","reroute:local","allow:valid-key"]`. */
  readonly decision: readonly string[];
}

/** An attempt is about to be sent. On disk before the first byte leaves. */
export interface IntentLeaf extends CallEnvelope {
  readonly kind: 'intent';
  /** From 1. */
  readonly attempt: number;
  readonly wire: { readonly client: string; readonly provider: string };
  readonly model: {
    readonly name: string;
    /** Digest of the weights, when they are ours. */
    readonly weights?: Digest;
  };
  readonly destination: {
    readonly provider: string;
    readonly country?: string;
    readonly local: 'verified' | 'declared' | 'no';
  };
  readonly commit: {
    /** The request as received; in the first attempt only. */
    readonly request?: Commitment;
    /** The bytes as they leave. */
    readonly sent: Commitment;
    /** The index row that goes with this leaf. */
    readonly detail: Commitment;
  };
}

/** How an attempt ended. */
export interface OutcomeLeaf extends Envelope {
  readonly kind: 'outcome';
  readonly call: string;
  readonly attempt: number;
  /** Log index of the intent. */
  readonly intent: number;
  /** `unknown`: the node stopped before it knew; written by the next start. */
  readonly status: 'completed' | 'failed' | 'aborted' | 'unknown';
  /** A code of the error catalogue, when not completed. */
  readonly error?: string;
  /** Status of the destination's answer, if there was one. */
  readonly http?: number;
  readonly finish?: 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'other';
  /** Classes of data in the answer, sorted. */
  readonly labels: readonly string[];
  /** Next power of two above the count, so that lengths do not give the content away. */
  readonly tokens?: {
    readonly input: number;
    readonly output: number;
    readonly source: 'reported' | 'counted' | 'estimated';
  };
  /** What the engine inside says about how the answer came about. */
  readonly engine?: {
    readonly build: string;
    readonly template: Digest;
    readonly deterministic: boolean;
    readonly batched: boolean;
  };
  readonly commit: {
    /** The destination's answer, as received. */
    readonly received?: Commitment;
    /** The answer as delivered to the client. */
    readonly replied?: Commitment;
    readonly detail?: Commitment;
  };
}

/** A call that sent nothing. */
export interface RefusalLeaf extends CallEnvelope {
  readonly kind: 'refusal';
  readonly wire: { readonly client: string };
  readonly error: string;
  readonly commit: { readonly request: Commitment; readonly detail: Commitment };
}

/** Somebody looked at content. */
export interface AccessLeaf extends Envelope {
  readonly kind: 'access';
  readonly actor: string;
  readonly action: 'open-body' | 'search-bodies' | 'export';
  readonly call?: string;
  /** Empty when nothing was shown, as to somebody who agreed that another opens it. */
  readonly fields: readonly ('request' | 'sent' | 'received')[];
  /** To the statement of the look: why, which words were searched for, who agreed. `docs/formats/record.md` has its form. */
  readonly reason?: Commitment;
}

/** Something that decides about calls was changed, in the same transaction as this leaf. */
export interface ChangeLeaf extends Envelope {
  readonly kind: 'change';
  readonly actor: string;
  readonly subject:
    | 'key'
    | 'credential'
    | 'configuration'
    | 'model'
    | 'policy'
    | 'hold'
    | 'approval'
    | 'node-keys';
  readonly action: 'add' | 'replace' | 'remove';
  /** Opaque id of what was changed. */
  readonly target: string;
  /** Digest of the new state, where it is public or of high entropy. */
  readonly digest?: Digest;
}

/** Keys were destroyed: the bodies of these calls or domains are unreadable and their commitments unopenable. */
export interface ErasureLeaf extends Envelope {
  readonly kind: 'erasure';
  readonly actor: string;
  /** `bodies`: content alone; the index rows stay provable. `everything`: the index rows are gone as well. */
  readonly extent: 'bodies' | 'everything';
  /** Erasure domains whose key was destroyed: opaque ids of the pseudonyms under which the log knows them. */
  readonly domains: readonly string[];
  /** Calls whose own secrets were destroyed. */
  readonly calls: readonly string[];
  /** Why: a word of the built-in vocabulary, never free text, which would outlive what it tells of. */
  readonly basis: string;
}

/** A digest of something outside the log that the node vouches to have seen. */
export interface AttestationLeaf extends Envelope {
  readonly kind: 'attestation';
  readonly actor: string;
  readonly subject: string;
  readonly digest: Digest;
}

/** The node opened or closed the log. Between two `open` without a `close` the node was cut off. */
export interface LogSessionLeaf extends Envelope {
  readonly kind: 'log-session';
  readonly event: 'open' | 'heartbeat' | 'close';
  /** 26 characters; the same in the leaves of one session. */
  readonly session: string;
  readonly software: string;
  /** Counts since the session opened. */
  readonly counts: {
    readonly intents: number;
    readonly outcomes: number;
    readonly refusals: number;
    /** Requests without a valid key, and requests that were no call: never leaves, only counted. */
    readonly strangers: number;
  };
  /** At open: attempts that an earlier session left without an outcome and that this one marked `unknown`. */
  readonly recovered?: number;
  /** At open: digest of the versioned text that says what a receipt from this session proves and what it does not. */
  readonly coverage?: Digest;
  /**
   * At open, in the first leaf under a new name: the name that ended, and number and root of the leaves before this one,
   * which heads of both names cover.
   */
  readonly continues?: { readonly origin: string; readonly size: number; readonly root: Digest };
}

export const leafBytesMax = 4096;
