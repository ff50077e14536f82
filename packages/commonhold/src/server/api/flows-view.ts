import type { PrincipalView } from './calls-view.ts';

/**
 * `GET /api/flows`: what was sent, by who sent it, the labels that were found in it and where it went. Days are of UTC, by when
 * sending began, both included.
 */
export interface FlowsView {
  /** Whose calls these are: everybody's, or only those of whoever asks. */
  readonly whose: 'all' | 'own';
  readonly from: string;
  readonly to: string;
  readonly by: FlowsBy | 'flow';
  readonly totals: FlowSumsView;
  /** Most sent first. With `by` each has only the facts that it is grouped by. */
  readonly flows: readonly FlowView[];
}

export type FlowsBy = 'destination' | 'country' | 'label' | 'principal';

export interface FlowView extends FlowSumsView {
  readonly principal?: PrincipalView | ErasedPrincipalView;
  /** The whole set, sorted. Empty: no label was found. */
  readonly labels?: readonly string[];
  /** What labels there were is erased; then `labels` is absent. */
  readonly labelsErased?: true;
  /** Absent for what was refused. */
  readonly destination?: FlowDestinationView;
  /** Why nothing was sent. */
  readonly refused?: string;
}

/** Whoever sent it was erased. */
export interface ErasedPrincipalView {
  readonly id: 'erased';
  readonly erased: true;
}

/** Facts as they were known when it was sent; absent is unknown. */
export interface FlowDestinationView {
  readonly provider?: string;
  readonly local: 'verified' | 'declared' | 'no';
  /** Tools that an agent ran on its own machine and told of by its hook. Nothing was sent there; where it went on is not known. */
  readonly isAgents?: true;
  readonly legalEntity?: string;
  readonly country?: string;
  readonly retentionDays?: number;
  readonly trainsOnData?: boolean;
}

export interface FlowSumsView {
  /** Each call once, where its last attempt went; refused calls too. */
  readonly calls: number;
  /** Sendings: a call that was handed on counts at each destination. Whether one arrived is not known of each. */
  readonly attempts: number;
  /** Of these, what did not stay in the engine inside the node. What agents ran by themselves never was here to leave. */
  readonly leftNode: number;
  /** Sendings whose size is known, and their bytes, each rounded up by an eighth at most; the same of the answers. */
  readonly sized: number;
  readonly sentBytes: number;
  readonly answered: number;
  readonly receivedBytes: number;
}
