/**
 * What the API says of models: on disk, in the catalog, and on their way here.
 *
 * A field that is absent is a fact that nobody knows; nothing is made up in its place. What this node verified and what
 * a file declares of itself are never mixed. This file imports only types, so that a page can use it as it is.
 */
import type { ErrorCode } from '#base';
import type { ModelSource, PinState, Recommendation, SourceAttempt } from '#models';

/** What anybody with a key may see, and what the owner may. */
export type ModelsView = ModelNamesView | OwnerModelsView;

export interface ModelNamesView {
  readonly scope: 'names';
  readonly here: readonly {
    readonly name: string;
    /** The catalog's, for a file that is the pinned one. Absent: unknown. */
    readonly licence?: string | undefined;
  }[];
}

export interface OwnerModelsView {
  readonly scope: 'owner';
  /** The models folder. */
  readonly folder: string;
  readonly here: readonly LocalModelView[];
  /** Rows of the catalog whose file is not here, the able first. */
  readonly catalog: readonly CatalogModelView[];
  /** Under way, and those that ended since the node started and were not dismissed; the newest first. */
  readonly pulls: readonly PullView[];
  /** Pulls that may run at once. */
  readonly pullsLimit: number;
  /** Folders of this machine that a pull looks into before it asks anybody. */
  readonly otherFolders: readonly string[];
  readonly machine: Recommendation['machine'];
  /** A measurement of this machine that is under way. */
  readonly measuring?: { readonly model: string; readonly startedAt: string } | undefined;
}

/** A failure in the words of the catalogue of errors. */
export interface FailureView {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

export interface LocalModelView {
  readonly name: string;
  /** Its name in the models folder. */
  readonly file: string;
  readonly verified: VerifiedFacts;
  /** What the file says of itself, once it has been inspected. Absent: nobody has looked into it yet. */
  readonly declared?: DeclaredSummary | undefined;
  /** The catalog's, for a file that is the pinned one. Absent: unknown, whatever the file declares. */
  readonly licence?: LicenceView | undefined;
  /** Who gave it: a source of the catalog, a path, or `found in the folder`. */
  readonly origin: string;
  readonly addedAt: string;
  /** The model that `engine.defaultModel` names. */
  readonly isDefault: boolean;
  /** Whether calls can name it now. A file that was put here by hand is callable after a reload. */
  readonly callable: boolean;
  readonly engine: EngineView;
  readonly memory: {
    /** Planned with `plannedContextTokens`; absent for a file that the catalog does not know. */
    readonly needsBytes?: number | undefined;
    readonly plannedContextTokens?: number | undefined;
    /** Held by its engine now; absent while none runs, or none has said it yet. */
    readonly usesBytes?: number | undefined;
  };
  /** The last time that its file was read again, since the node started. */
  readonly verification?: VerificationView | undefined;
  /** Something that its owner should know, such as that its name was taken. */
  readonly problem?: string | undefined;
}

/** Computed by this node from the bytes of the file. */
export interface VerifiedFacts {
  readonly sizeBytes: number;
  readonly sha256: string;
  /** The file is the one that the catalog pins, it only bears its name, or the catalog has neither. */
  readonly pin: PinState;
}

/** Whoever made the file wrote this. */
export interface DeclaredSummary {
  readonly name?: string | undefined;
  readonly organization?: string | undefined;
  readonly architecture: string;
  readonly licence?: string | undefined;
  readonly quantisation?: string | undefined;
  readonly parameters: number;
  readonly contextTokens?: number | undefined;
}

export interface LicenceView {
  /** An SPDX identifier, or `LicenseRef-…` for terms of the maker's own. */
  readonly id: string;
  /** Whether the Open Source Initiative approved it. */
  readonly osi: boolean;
  readonly note?: string | undefined;
}

export type EngineView =
  | { readonly state: 'idle' }
  | { readonly state: 'loading' }
  | {
      readonly state: 'ready';
      readonly running: number;
      readonly waiting: number;
      /** Tokens that prompt and answer of one request may have together. */
      readonly contextTokens: number;
    }
  /** It crashed and is started again by itself. */
  | { readonly state: 'crashed'; readonly detail: string; readonly restartInMs: number }
  /** The file cannot be loaded; only `load` tries it again. */
  | { readonly state: 'failed'; readonly error: FailureView };

export interface CatalogModelView {
  readonly name: string;
  readonly title: string;
  readonly file: string;
  readonly licence: LicenceView;
  readonly openness: {
    readonly weights: Openness;
    readonly data: Openness;
    readonly trainingCode: Openness;
    /** Where that was learnt. */
    readonly source: string;
  };
  readonly sizeBytes: number;
  /** False where only an approximate size is known. */
  readonly sizeExact: boolean;
  readonly quantisation: string;
  readonly contextTokens: number;
  readonly parameters: { readonly total: number; readonly active: number };
  readonly purpose: 'self-test' | 'work';
  /** Year and month. */
  readonly released: string;
  readonly goodFor: readonly string[];
  readonly fit: {
    readonly fits: Recommendation['candidates'][number]['fit'];
    readonly needsBytes: number;
    readonly plannedContextTokens: number;
    /** One sentence for people: why it fits or not. */
    readonly why: string;
  };
  /** In the order in which a pull tries them. */
  readonly sources: readonly SourceView[];
  readonly pull:
    | { readonly possible: true; readonly pin: PinView }
    /** Without a pin a pull refuses, and this is its refusal. */
    | { readonly possible: false; readonly error: FailureView };
  /** Bytes that an earlier pull left, from which the next one goes on. */
  readonly keptBytes: number;
}

export interface SourceView {
  readonly kind: ModelSource['kind'];
  readonly text: string;
  /** Who is asked first, and may send the question on. Absent where pip's own settings say who that is. */
  readonly host?: string | undefined;
}

export type Openness = 'yes' | 'no' | 'unknown';

export interface PinView {
  readonly sha256: string;
  /** Who computed it: a digest that others published is worth less than one computed by this project. */
  readonly by: 'this project' | 'others';
  readonly note: string;
}

export interface PullView {
  /** The catalog's name of the model. */
  readonly name: string;
  readonly startedAt: string;
  /** Absent while it is under way. */
  readonly endedAt?: string | undefined;
  readonly progress: PullProgressView;
  /** What was tried and did not serve, in order. */
  readonly attempts: readonly SourceAttempt[];
}

export type PullProgressView =
  /** A source was asked and has sent nothing yet. */
  | {
      readonly state: 'waiting source';
      readonly source: string;
      readonly receivedBytes: number;
      readonly totalBytes: number;
    }
  | {
      readonly state: 'receiving';
      readonly source: string;
      readonly receivedBytes: number;
      readonly totalBytes: number;
      /** Over the last seconds; absent until there is something to measure. */
      readonly bytesPerSecond?: number | undefined;
    }
  /** Bytes are being read against the pin: what was here at first (no source), or the whole that has arrived. */
  | { readonly state: 'checking'; readonly source?: string | undefined }
  /** It is here and can be called at once. */
  | { readonly state: 'done'; readonly source: string; readonly sizeBytes: number; readonly sha256: string }
  | { readonly state: 'failed'; readonly error: FailureView }
  /** What has arrived is kept, and the next pull goes on there. */
  | { readonly state: 'cancelled'; readonly keptBytes: number };

export interface PullsView {
  readonly pulls: readonly PullView[];
}

/** A file being read again from its first byte to its last. */
export type VerificationView =
  | {
      readonly state: 'reading';
      readonly startedAt: string;
      readonly readBytes: number;
      readonly totalBytes: number;
    }
  | {
      readonly state: 'done';
      readonly startedAt: string;
      readonly endedAt: string;
      /** Just computed. */
      readonly sha256: string;
      /** Whether it is the digest that was recorded when the file was first seen. */
      readonly unchanged: boolean;
      readonly pin: PinState;
    }
  | {
      readonly state: 'failed';
      readonly startedAt: string;
      readonly endedAt: string;
      readonly error: FailureView;
    };

export interface ModelInspectionView {
  readonly model: LocalModelView;
  readonly verified: VerifiedFacts & { readonly templateSha256?: string | undefined };
  /** Everything that the file declares, as the engine's process read it. */
  readonly declared: DeclaredSummary & {
    readonly baseModels: readonly DeclaredOrigin[];
    readonly datasets: readonly DeclaredOrigin[];
    readonly languages: readonly string[];
    /** Facts that an open model should declare and this file does not. */
    readonly missing: readonly string[];
  };
  /** The chat template: a program in the file that decides what the model is given to read. */
  readonly template?: string | undefined;
}

export interface DeclaredOrigin {
  readonly name?: string | undefined;
  readonly organization?: string | undefined;
  readonly url?: string | undefined;
}

export interface RecommendationView {
  readonly machine: Recommendation['machine'];
  /** Absent: speeds are not known, because nothing was measured since the node started. */
  readonly measured?:
    | { readonly model: string; readonly tokensPerSecond: number; readonly at: string }
    | undefined;
  readonly picks: readonly {
    readonly because: 'most able' | 'fully open' | 'quickest';
    readonly name: string;
    /** One sentence for people. */
    readonly reason: string;
  }[];
  /** Every row of the catalog, the able first. */
  readonly candidates: readonly {
    readonly name: string;
    readonly fits: Recommendation['candidates'][number]['fit'];
    readonly needsBytes: number;
    /** Estimated, never measured, unless it is the model that was measured. */
    readonly estimatedTokensPerSecond?: number | undefined;
    readonly fullyOpen: boolean;
    readonly canBePulled: boolean;
    readonly here: boolean;
  }[];
}

export interface RemovedModelView {
  readonly name: string;
  readonly freedBytes: number;
  /** What is different now, in sentences for people; empty if nothing but the file is gone. */
  readonly consequences: readonly string[];
}
