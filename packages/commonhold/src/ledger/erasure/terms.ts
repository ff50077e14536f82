import type { erasureBases } from '@commonhold/record';
import type { Cleaned } from '#store';

/** Why something is erased. A word and never free text: what an owner wrote would outlive what it tells of. */
export type ErasureBasis =
  | (typeof erasureBases)[number]
  /** What the node does by itself, as `retention:` in commonhold.yaml says. */
  | 'retention-age'
  | 'retention-label'
  | 'retention-size';

/** `bodies`: what was said. `everything`: also what the index knows of the call beyond the log. */
export type ErasureExtent = 'bodies' | 'everything';

/** What is to be erased. */
export type ErasureScope =
  | {
      readonly kind: 'call';
      readonly call: string;
      /** Also the calls of its run that came after it: clients send the whole conversation again with each call. */
      readonly later: boolean;
    }
  | { readonly kind: 'person'; readonly principals: readonly string[]; readonly project?: string | undefined }
  /** Imported calls that came from the file with this SHA-256 in base64url. */
  | { readonly kind: 'file'; readonly digest: string }
  /** Calls that began before that moment, as times are written in the record. */
  | { readonly kind: 'before'; readonly time: string };

export interface ErasurePreview {
  readonly calls: number;
  /** The first of them, for people to look at. */
  readonly firstCalls: readonly { readonly id: string; readonly time: string }[];
  readonly from?: string;
  readonly to?: string;
  /** Whole domains (a person, a project, a month) whose key goes. */
  readonly domains: number;
  readonly bodies: { readonly count: number; readonly bytes: number };
  readonly conversations: number;
  /** Calls that a hold keeps. */
  readonly held: number;
  /** Calls that are under way: while there are any, nothing is erased. */
  readonly open: number;
  /** Calls that were erased before, to this extent or further. */
  readonly already: number;
  /** The call names no run, so later calls that repeat its text cannot be told from others. */
  readonly runUnknown: boolean;
  readonly databaseBytes: number;
  /** The database is written anew afterwards without being asked: it is small enough to take seconds. */
  readonly compacts: boolean;
  readonly stays: readonly string[];
  readonly outOfReach: readonly string[];
}

export interface ErasureReport {
  readonly calls: number;
  readonly domains: number;
  readonly conversations: number;
  readonly held: number;
  /** Erasure leaves written, and where the last one stands in the log. */
  readonly leaves: number;
  readonly lastLeaf?: number;
  /** Calls that were promised and are under way again; they are erased when they have ended. */
  readonly left: number;
  readonly files: Cleaned;
}

export interface Hold {
  readonly id: string;
  readonly kind: 'person' | 'project' | 'call';
  /** Id of a principal, a project's name, or a call's id. */
  readonly name: string;
  readonly created: string;
}
