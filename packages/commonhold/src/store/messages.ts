import type { ErrorCode, ErrorValues } from '#base';
import type { PackedGroup } from './group.ts';
import type { Cleaned, SqlValue } from './store.ts';

/** What the writer thread is started with. */
export interface WriterOptions {
  readonly path: string;
  readonly spaceReserveBytes: number;
  /** Only in tests: a database that is full at this many pages. */
  readonly pageCountMax: number | undefined;
}

export type ToWriter =
  | { readonly type: 'group'; readonly group: PackedGroup }
  | { readonly type: 'clean'; readonly compact: boolean }
  | { readonly type: 'close' };

export type FromWriter =
  | { readonly type: 'opened'; readonly size: number; readonly nodes: Uint8Array }
  | { readonly type: 'failed-to-open'; readonly failure: Failure }
  | ({ readonly type: 'written' } & GroupResult)
  | ({ readonly type: 'cleaned' } & Cleaned)
  | { readonly type: 'fatal'; readonly detail: string }
  | { readonly type: 'closed' };

/** What became of a group: every commit is on disk except the failures, named by their place in the group. */
export interface GroupResult {
  readonly size: number;
  readonly nodes: Uint8Array;
  readonly failures: readonly { readonly position: number; readonly failure: Failure }[];
}

/** An error on its way between threads, where a class would lose itself. */
export interface Failure {
  readonly code: ErrorCode;
  readonly values: ErrorValues;
}

export interface ReaderOptions {
  readonly path: string;
}

export type ToReader =
  | {
      readonly type: 'read';
      readonly id: number;
      readonly sql: string;
      readonly parameters: readonly SqlValue[];
    }
  | { readonly type: 'close' };

export type FromReader =
  | { readonly type: 'rows'; readonly id: number; readonly rows: readonly object[] }
  | { readonly type: 'read-failed'; readonly id: number; readonly detail: string }
  | { readonly type: 'closed' };
