import type { Logger } from 'pino';
import type { Clock, CommonholdError, Randomness } from '#base';
import type { Configuration } from '#config';
import type { HomePaths } from '#home';
import type { HeartbeatOptions, KeyPlace } from '#ledger';
import type { NodeStatus } from './api/node-status.ts';
import type { PullMeans } from './models/model-pulls.ts';

export interface StartOptions {
  readonly paths: HomePaths;
  /** Where the keys are and who is asked for a passphrase; without it the folder in `paths`, and nobody. */
  readonly keys?: KeyPlace;
  /** The owner says that nothing was signed after the backup that this home folder was restored from. */
  readonly trustRestored?: boolean;
  /** Takes the place of `server.port` when given; 0 lets the system choose. */
  readonly port: number | undefined;
  readonly software: string;
  /** How the node fetches models; whoever starts the node closes it. */
  readonly means: PullMeans;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: Logger;
  /** The state of the record has become unknown, or others have more of it: the process must end now. */
  readonly onFatal: (error: CommonholdError) => void;
  /** Heartbeats of the record more often than promised; for tests. */
  readonly heartbeats?: HeartbeatOptions;
}

export interface RunningNode {
  readonly address: string;
  readonly port: number;
  /** The owner's key, when this start made it: the one time that it can be shown. */
  readonly newOwnerKey: string | undefined;
  readonly configuration: Configuration;
  /** Aborted when the node begins to stop. */
  readonly stopping: AbortSignal;
  /** Takes over commonhold.yaml and the models folder as they are now; says what changed. */
  reload(): Promise<readonly string[]>;
  status(): Promise<NodeStatus>;
  /** Loads the default model, so that the first answer does not wait for it. */
  warm(): Promise<void>;
  /** A new code for the console's one-time link. */
  signInCode(): string;
  stop(): Promise<void>;
}
