/** Logs of others whose heads this node cosigns, and what their owners need for that. */
export interface AcceptedLogs {
  /** Undefined until the first log was accepted: the keys are made then. */
  readonly witness: WitnessView | undefined;
  readonly logs: readonly AcceptedLog[];
}

export interface WitnessView {
  readonly name: string;
  /** One for each kind of cosignature: Ed25519, then ML-DSA-44. */
  readonly verifierKeys: readonly string[];
}

export interface AcceptedLog {
  readonly origin: string;
  /** Verifier keys of the log that are trusted. */
  readonly keys: readonly string[];
  /** The head that was cosigned last; undefined before the first. */
  readonly size: number | undefined;
  readonly time: string | undefined;
}
