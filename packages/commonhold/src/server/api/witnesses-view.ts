import type { AskedWitness, WitnessOptions } from '#witness';
import type { AcceptedLogs } from './accepted-view.ts';

/** How far this node's log is signed, cosigned and published. */
export interface HeadsView {
  readonly origin: string;
  readonly verifierKey: string;
  /** Entries under the newest head that the node has signed. */
  readonly signed: number;
  /** Why nothing is signed at present; undefined while it is. */
  readonly signingHeld: string | undefined;
  /** Under the one that is in the folder `log/`; undefined while there is none, and where the folder is not kept. */
  readonly published: number | undefined;
  readonly quorum: {
    /** As commonhold.yaml says it. */
    readonly rule: WitnessOptions['quorum'];
    /** The newest head that had its quorum, and since when. */
    readonly met: { readonly size: number; readonly time: string } | undefined;
    /** The newest signed head does not have its quorum yet, so it is not published. */
    readonly waits: boolean;
  };
  readonly asked: readonly AskedWitness[];
}

/** Witnesses, both ways. */
export interface WitnessesView extends HeadsView {
  readonly accepted: AcceptedLogs;
}

export interface AskedChange {
  readonly name: string;
  /** False when this witness was asked already. */
  readonly added: boolean;
}

export interface PairedView {
  /** The name of the other node's witness here. */
  readonly name: string;
  /** The other node's log. */
  readonly origin: string;
  readonly changed: boolean;
}
