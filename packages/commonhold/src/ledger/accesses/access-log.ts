import type { AccessLeaf } from '@commonhold/record';
import type { Principal } from '#call';
import type { AccessStatement } from './access-statement.ts';
import type { CallQuery, CallSummary } from '../calls/call-query.ts';

/** Ways to content besides opening one call, and the list of all looks. */
export interface AccessLog {
  /** Says that somebody agreed to the opening of a call by another; shows them nothing. */
  agree(call: string, agreeing: Principal, statement: AccessStatement): Promise<void>;
  /**
   * Says that somebody is about to see what a call would send that waits for an approval. The call has no entry of its own
   * yet, and gets one under this id when it ends; a crash before that leaves a look at a call that is not on record.
   */
  lookAtWaiting(call: string, reader: Principal, statement: AccessStatement): Promise<void>;
  /** Looks through the bodies of calls, latest first, as far as the bounds of one search go; one leaf for all of it. */
  search(
    asked: BodySearch,
    reader: Principal,
    reason: string | undefined,
    signal: AbortSignal,
  ): Promise<FoundBodies>;
  /** Who looked at what, latest first. */
  list(query: AccessQuery): Promise<readonly AccessEntry[]>;
}

/** What the record says of one look at content. */
export interface AccessEntry {
  /** Where it is in the log. */
  readonly index: number;
  readonly time: string;
  readonly action: AccessLeaf['action'];
  readonly call?: string;
  readonly fields: AccessLeaf['fields'];
  readonly pseudonym: string;
  /** Whom the pseudonym stands for; absent once the key of that domain was destroyed. */
  readonly principal?: string;
  /** Absent when there was nothing to say, and when the key that it was sealed under was destroyed. */
  readonly statement?: AccessStatement;
  readonly statementErased: boolean;
}

export interface AccessQuery {
  readonly limit: number;
  /** Only what stands before this place of the log: the next page. */
  readonly before?: number | undefined;
  /** Only looks at this call; a search looks at many and is in no call's list. */
  readonly call?: string | undefined;
}

/** Words in what was said, among calls that a query of facts leaves over. */
export interface BodySearch {
  readonly words: string;
  readonly among: Omit<CallQuery, 'limit' | 'after'>;
}

export interface FoundBodies {
  readonly found: readonly FoundCall[];
  readonly searched: {
    /** Calls whose bodies were opened. */
    readonly calls: number;
    readonly bytes: number;
    /** Calls passed over because nothing of them can be opened any more. */
    readonly erased: number;
    /** Calls passed over because what is kept of them is not what was encrypted; `verify --bodies` names them. */
    readonly damaged: number;
    readonly newest?: string;
    readonly oldest?: string;
  };
  /** Where the next search goes on; absent when everything was looked through. */
  readonly older?: number;
}

export interface FoundCall {
  readonly call: CallSummary;
  readonly attempt: number;
  readonly field: 'request' | 'received';
  /** Some of the text around the first place that has the words. */
  readonly excerpt: string;
}
