import { type AccessLeaf, type Leaf, parseLeaf, type ReceiptPart } from '@commonhold/record';
import { CommonholdError, type Randomness } from '#base';
import type { Principal } from '#call';
import type { CommitRow, Store } from '#store';
import type { AccessEntry, AccessLog, AccessQuery, BodySearch, FoundBodies } from './access-log.ts';
import { type AccessStatement, openStatement, sealStatement } from './access-statement.ts';
import type { Domain } from '../bodies/domain-secret.ts';
import type { Domains } from '../bodies/domains.ts';
import type { LeafMaker } from '../log/leaves.ts';
import type { OpenedBody } from '../ledger.ts';
import type { MadeReceipt } from '../receipts/make-receipt.ts';
import { fieldsOpened, readOpenings } from '../receipts/open-receipt.ts';
import { readBodies } from '../bodies/read-bodies.ts';
import { searchBodies } from '../calls/search-bodies.ts';

/** What the open ledger lends. */
interface Writing {
  append(leaf: Leaf, rows: readonly CommitRow[]): Promise<void>;
  settled(): Promise<void>;
  domainOf(principal: Principal): Promise<Domain>;
}

/** The one door to content: whoever goes through it is in the log before they see anything. */
export class Accesses implements AccessLog {
  readonly #store: Store;
  readonly #domains: Domains;
  readonly #leaves: LeafMaker;
  readonly #randomness: Randomness;
  readonly #home: string;
  readonly #writing: Writing;

  constructor(
    store: Store,
    domains: Domains,
    leaves: LeafMaker,
    randomness: Randomness,
    home: string,
    writing: Writing,
  ) {
    this.#store = store;
    this.#domains = domains;
    this.#leaves = leaves;
    this.#randomness = randomness;
    this.#home = home;
    this.#writing = writing;
  }

  /** Opens the bodies of a call. Throws `call_unknown`, `body_erased`. */
  async open(call: string, reader: Principal, statement: AccessStatement): Promise<readonly OpenedBody[]> {
    await this.#writing.settled();
    const bodies = await readBodies(this.#store, this.#domains, this.#home, call);
    await this.#write(reader, { action: 'open-body', call, fields: fieldsOf(bodies) }, statement);
    return bodies;
  }

  /** Adds what opens parts of a call to its receipt. Throws `body_erased`, `receipt_part_missing`. */
  async receipt(
    made: MadeReceipt,
    parts: readonly ReceiptPart[],
    reader: Principal,
    statement: AccessStatement,
  ): Promise<Uint8Array> {
    const openings = await readOpenings(this.#store, this.#domains, this.#home, made.call, parts);
    const look = { action: 'export', call: made.call.id, fields: fieldsOpened(openings) } as const;
    await this.#write(reader, look, statement);
    return made.opening(openings);
  }

  async agree(call: string, agreeing: Principal, statement: AccessStatement): Promise<void> {
    await this.#write(agreeing, { action: 'open-body', call, fields: [] }, statement);
  }

  async lookAtWaiting(call: string, reader: Principal, statement: AccessStatement): Promise<void> {
    await this.#write(reader, { action: 'open-body', call, fields: ['sent'] }, statement);
  }

  async search(
    asked: BodySearch,
    reader: Principal,
    reason: string | undefined,
    signal: AbortSignal,
  ): Promise<FoundBodies> {
    await this.#writing.settled();
    const found = await searchBodies(this.#store, this.#domains, this.#home, asked, signal);
    const { calls, newest, oldest } = found.searched;
    // One leaf for the whole of it, before anything of it is shown. Who hangs up in the middle is shown nothing.
    await this.#write(
      reader,
      { action: 'search-bodies', fields: ['received', 'request'] },
      {
        ...(reason === undefined ? {} : { reason }),
        search: {
          words: asked.words,
          calls,
          ...(newest === undefined ? {} : { newest }),
          ...(oldest === undefined ? {} : { oldest }),
        },
      },
    );
    return found;
  }

  async list(query: AccessQuery): Promise<readonly AccessEntry[]> {
    await this.#writing.settled();
    const rows = await this.#store.read<AccessRow>(
      `SELECT access.leaf AS idx, access.sealed, leaf.bytes FROM access JOIN leaf ON leaf.idx = access.leaf
       WHERE access.leaf < ?${query.call === undefined ? '' : ' AND access.call = ?'} ORDER BY access.leaf DESC LIMIT ?`,
      [
        query.before ?? Number.MAX_SAFE_INTEGER,
        ...(query.call === undefined ? [] : [query.call]),
        query.limit,
      ],
    );
    const read = rows.map(({ idx, sealed, bytes }) => ({ idx, sealed, leaf: accessLeaf(bytes, this.#home) }));
    const domains = await this.#domains.around(read.map(({ leaf }) => leaf.time));
    return read.map(({ idx, sealed, leaf }) => entryOf(idx, leaf, sealed, domains.get(leaf.actor)));
  }

  async #write(
    reader: Principal,
    look: Pick<AccessLeaf, 'action' | 'call' | 'fields'>,
    statement: AccessStatement,
  ): Promise<void> {
    const domain = await this.#writing.domainOf(reader);
    const leaf = this.#leaves.access(domain.pseudonym, look);
    const said =
      Object.keys(statement).length === 0
        ? undefined
        : sealStatement(domain, this.#randomness, leaf.id, statement);
    // The look is on record before content is handed out; a crash in between records a look that nobody took.
    await this.#writing.append(said === undefined ? leaf : { ...leaf, reason: said.commitment }, [
      { statement: 'insert-access', values: [{ leaf: 0 }, look.call ?? null, said?.sealed ?? null] },
    ]);
  }
}

interface AccessRow {
  readonly idx: number;
  readonly sealed: Uint8Array | null;
  readonly bytes: Uint8Array;
}

function entryOf(
  index: number,
  leaf: AccessLeaf,
  sealed: Uint8Array | null,
  domain: Domain | undefined,
): AccessEntry {
  const { time, action, call, fields, actor, reason } = leaf;
  const statement =
    domain === undefined || sealed === null || reason === undefined
      ? undefined
      : openStatement(domain, leaf.id, sealed, reason);
  return {
    index,
    time,
    action,
    fields,
    pseudonym: actor,
    statementErased: reason !== undefined && statement === undefined,
    ...(call === undefined ? {} : { call }),
    ...(domain === undefined ? {} : { principal: domain.principal }),
    ...(statement === undefined ? {} : { statement }),
  };
}

function accessLeaf(bytes: Uint8Array, home: string): AccessLeaf {
  const leaf = parseLeaf(bytes);
  if (leaf.kind !== 'access') {
    const detail = `the table of looks names the leaf ${leaf.id}, which is of another kind`;
    throw new CommonholdError('home_damaged', { home, detail });
  }
  return leaf;
}

function fieldsOf(bodies: readonly OpenedBody[]): AccessLeaf['fields'] {
  return [...new Set(bodies.map(({ field }) => field))].sort();
}
