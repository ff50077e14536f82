import type { AccessOptions, PublishOptions, RetentionOptions } from '#ledger';

/** The rules in force. */
export interface PolicyStatus {
  readonly digest: string;
  readonly mode: 'enforce' | 'observe';
  /** How many; none while the built-in rule holds. */
  readonly rules: number;
  readonly builtIn: boolean;
  /** Why the files as they are now were not taken over. */
  readonly trouble: string | undefined;
}

/** How the node is, for its owner. */
export interface NodeStatus {
  readonly software: string;
  readonly runtime: string;
  readonly process: number;
  readonly home: string;
  /** Everything in this home is invented: say so wherever its calls are shown. */
  readonly demo: boolean;
  /** What it listens on, which is not what commonhold.yaml says once that was changed. */
  readonly address: string;
  readonly port: number;
  /** Where people reach it: `server.publicUrl` where the owner has set it. */
  readonly url: string;
  /** Milliseconds since the node started. */
  readonly uptimeMs: number;
  readonly origin: string;
  readonly log: { readonly size: number };
  readonly callsUnderWay: number;
  /** Logs of others whose heads this node has cosigned. */
  readonly witnessedLogs: number;
  /** Those who are asked to cosign this log. */
  readonly witnesses: {
    readonly asked: number;
    /** So many did not do what they were asked the last time, */
    readonly silent: number;
    /** one of them since then. */
    readonly silentSince: string | undefined;
    /** The newest signed head has not its quorum yet, so it is not published. */
    readonly waits: boolean;
    /** Why nothing is signed at present; undefined while it is. */
    readonly signingHeld: string | undefined;
  };
  readonly policy: PolicyStatus;
  readonly memoryBytes: number;
  /** What it takes to open what others said. */
  readonly access: AccessOptions;
  /** How much of the log anybody gets below /log/. */
  readonly published: PublishOptions['serve'];
  /** For how long what was said is kept. */
  readonly retention: RetentionOptions;
  readonly defaultModel: string;
  readonly models: readonly {
    readonly name: string;
    readonly licence: string | undefined;
    readonly state: 'idle' | 'loading' | 'ready' | 'failed';
    readonly detail: string | undefined;
  }[];
}
