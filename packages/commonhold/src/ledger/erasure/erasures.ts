import { encodeLeaf } from '@commonhold/record';
import { asCommonholdError, type Clock, CommonholdError, newId, type Randomness } from '#base';
import type { Principal } from '#call';
import type { Cleaned, Commit, Committed, CommitRow, Store } from '#store';
import type { Conversations } from '../conversations.ts';
import type { Domain } from '../domain-secret.ts';
import type { Domains } from '../domains.ts';
import type { LeafMaker } from '../leaves.ts';
import { type Candidate, candidateByLeaves, candidatesOf } from './candidates.ts';
import { anyErased } from './copies.ts';
import { rowsOfBodies, rowsOfEverything } from './erase-calls.ts';
import { Holds } from './holds.ts';
import { type Selection, select } from './selection.ts';
import type {
  ErasureBasis,
  ErasureExtent,
  ErasurePreview,
  ErasureReport,
  ErasureScope,
  Hold,
} from './terms.ts';
import { outOfReach, stays } from './told.ts';

/** Ids of calls that fit into one leaf of 4,096 bytes; as a transaction it takes a few milliseconds. */
const callsInLeaf = 100;
/** The same for the keys of domains. */
const domainsInLeaf = 100;
/** Rows that only remember what is still to do. */
const rowsAtOnce = 1000;
/**
 * A database up to this size is written anew after an erasure without being asked, while calls wait: about a second
 * (measured on two cores: 0.7 s for 169 MB, without the disk's part).
 */
export const compactedUnaskedMaxBytes = 256 * 1024 * 1024;

export interface ErasureOptions {
  readonly scope: ErasureScope;
  readonly extent: ErasureExtent;
  readonly basis: ErasureBasis;
  readonly actor: Principal;
  /** Write the database anew afterwards: always, never, or when it is small. */
  readonly compact: 'always' | 'never' | 'small';
}

export interface ErasureMeans {
  readonly home: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly domains: Domains;
  readonly conversations: Conversations;
  readonly leaves: LeafMaker;
  /** Gives a commit to the log at once, unless the log is closed. */
  readonly commit: (commit: Commit) => Promise<Committed>;
  /** Told after a leaf was written. */
  readonly grew: () => void;
  readonly change: (actor: Principal, action: 'add' | 'remove', hold: Hold, row: CommitRow) => Promise<void>;
  readonly pseudonymOf: (actor: Principal) => Promise<string>;
}

/** What is to be done to single calls, and what their leaf will say. */
interface Order {
  readonly actor: string;
  readonly extent: ErasureExtent;
  readonly basis: string;
}

/**
 * Erasing, one at a time. Every destruction is one transaction with the leaf that tells of it. The order is: first it is
 * written down what will go, then keys of whole domains are destroyed, then conversations go that hold what
 * goes, then calls one by one, then the index rows of destroyed domains, and at last the files are cleaned. A crash
 * anywhere leaves what was written down, and the next start goes on from there.
 */
export class Erasures {
  readonly #means: ErasureMeans;
  #holds = new Holds();
  readonly #stopping = new AbortController();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(means: ErasureMeans) {
    this.#means = means;
  }

  /**
   * Once, before anything else: reads the holds, then goes on with what an earlier process promised and did not end, while
   * calls are taken already.
   */
  async begin(onTrouble: (error: CommonholdError) => void): Promise<void> {
    this.#holds = await Holds.load(this.#means.store);
    this.#next(() => this.#resume()).catch((error: unknown) => {
      if (!this.#stopping.signal.aborted) onTrouble(asCommonholdError(error));
    });
  }

  /** Ends the work under way between two of its steps; the next start goes on with it. */
  async stop(): Promise<void> {
    this.#stopping.abort(new CommonholdError('node_stopping'));
    await this.#turn;
  }

  /** Resolves when everything that was begun is done. */
  async settled(): Promise<void> {
    await this.#turn;
  }

  holds(): readonly Hold[] {
    return this.#holds.list();
  }

  /** Throws `hold_exists`. */
  addHold(actor: Principal, kind: Hold['kind'], name: string): Promise<Hold> {
    // In its turn: an erasure that was begun has looked at the holds already.
    return this.#next(() => this.#addHold(actor, kind, name));
  }

  async #addHold(actor: Principal, kind: Hold['kind'], name: string): Promise<Hold> {
    const { clock, randomness, change } = this.#means;
    if (this.#holds.find(kind, name))
      throw new CommonholdError('hold_exists', { name: JSON.stringify(name) });
    const now = clock.now();
    const created = new Date(now).toISOString();
    const hold: Hold = { id: `h_${newId(now, randomness)}`, kind, name, created };
    this.#holds.put(hold);
    try {
      const values = [hold.id, kind, name, created];
      await change(actor, 'add', hold, { statement: 'insert-hold', values });
    } catch (thrown) {
      this.#holds.drop(hold.id);
      throw thrown;
    }
    return hold;
  }

  /** Throws `hold_unknown`. */
  removeHold(actor: Principal, id: string): Promise<Hold> {
    return this.#next(() => this.#removeHold(actor, id));
  }

  async #removeHold(actor: Principal, id: string): Promise<Hold> {
    const hold = this.#holds.get(id);
    if (!hold) throw new CommonholdError('hold_unknown', { hold: JSON.stringify(id) });
    await this.#means.change(actor, 'remove', hold, { statement: 'delete-hold', values: [id] });
    this.#holds.drop(id);
    return hold;
  }

  /** What an erasure would do now. It changes nothing. */
  async preview(
    scope: ErasureScope,
    extent: ErasureExtent,
    compact: ErasureOptions['compact'] = 'small',
  ): Promise<ErasurePreview> {
    const selection = await this.#select(scope, extent);
    const { domains, calls, firstCalls, from, to, bodies, held, open, already } = selection;
    const databaseBytes = await this.#databaseBytes();
    return {
      calls,
      firstCalls,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      domains: domains.length,
      bodies,
      conversations: await this.#countConversations(extent, selection),
      held,
      open,
      already,
      runUnknown: scope.kind === 'call' && scope.later && (await this.#namesNoRun(scope.call)),
      databaseBytes,
      compacts: willCompact(compact, databaseBytes),
      stays: stays(extent, scope.kind),
      outOfReach,
    };
  }

  /** Throws `call_unknown`, `erasure_held`, `erasure_calls_open`. */
  erase(options: ErasureOptions): Promise<ErasureReport> {
    return this.#next(() => this.#erase(options));
  }

  /**
   * Erases the bodies of these calls, which a rule of retention chose, and says how many went: what is held, under way
   * or erased already is passed over.
   */
  eraseBodies(leaves: readonly number[], basis: ErasureBasis, actor: Principal): Promise<number> {
    return this.#next(async () => {
      const order = { actor: await this.#means.pseudonymOf(actor), extent: 'bodies', basis } as const;
      const done = await this.#eraseSingle(leaves, order);
      return done.calls;
    });
  }

  /** Removes conversations in which an erased call stands. */
  removeCopies(): Promise<number> {
    return this.#next(() => this.#removeConversations());
  }

  /** Empties the write-ahead log, and writes the database anew if that is asked for; calls wait meanwhile. */
  clean(options: { readonly compact: boolean }): Promise<Cleaned> {
    return this.#next(() => this.#means.store.clean(options));
  }

  async #resume(): Promise<void> {
    const { store } = this.#means;
    const [row] = await store.read<{ left: number }>(
      'SELECT (SELECT count(*) FROM erasure_left) + (SELECT count(*) FROM domain_left) + (SELECT count(*) FROM erased_domain WHERE principal IS NOT NULL) AS left',
    );
    if ((row?.left ?? 0) > 0) {
      await this.#destroyDomains();
      await this.#removeConversations();
      await this.#eraseLeft();
      await this.#clearDomains();
      await store.clean({ compact: willCompact('small', await this.#databaseBytes()) });
    } else {
      // What a process deleted just before it was cut off is still in the write-ahead log that it left.
      await store.clean({ compact: false });
    }
  }

  async #erase(options: ErasureOptions): Promise<ErasureReport> {
    const { scope, extent, basis, compact } = options;
    const actor = await this.#means.pseudonymOf(options.actor);
    const selection = await this.#select(scope, extent);
    if (selection.open > 0) throw new CommonholdError('erasure_calls_open', { count: selection.open });
    if (selection.calls === 0 && selection.held > 0) {
      throw new CommonholdError('erasure_held', { count: selection.held });
    }
    const order = { actor, extent, basis };
    // From here on it is a promise: whatever happens, the next start goes on with these.
    await this.#writeDown(selection, order);
    const keys = await this.#destroyDomains();
    if (keys.open > 0 && keys.leaves === 0) {
      await this.#rows([
        { statement: 'withdraw-domains', values: [] },
        { statement: 'withdraw-erasures', values: [] },
      ]);
      throw new CommonholdError('erasure_calls_open', { count: keys.open });
    }
    const conversations = await this.#removeConversations();
    const single = await this.#eraseLeft();
    await this.#clearDomains();
    const files = await this.#means.store.clean({
      compact: willCompact(compact, await this.#databaseBytes()),
    });
    const lastLeaf = single.lastLeaf ?? keys.lastLeaf;
    return {
      calls: selection.calls - single.left,
      domains: keys.domains,
      conversations,
      held: selection.held,
      leaves: keys.leaves + single.leaves,
      ...(lastLeaf === undefined ? {} : { lastLeaf }),
      left: single.left,
      files,
    };
  }

  async #select(scope: ErasureScope, extent: ErasureExtent): Promise<Selection> {
    const { store, domains } = this.#means;
    return select(store, await domains.all(), this.#holds, scope, extent);
  }

  /** A crash while this is written leaves a part of the promise, and the next start keeps that part. */
  async #writeDown(
    { domains, single }: Pick<Selection, 'domains' | 'single'>,
    { actor, extent, basis }: Order,
  ): Promise<void> {
    const rows = [
      ...domains.map(({ id }): CommitRow => ({
        statement: 'insert-domain-left',
        values: [id, actor, basis],
      })),
      ...single.map((leaf): CommitRow => ({
        statement: 'insert-erasure-left',
        values: [leaf, actor, extent, basis],
      })),
    ];
    for (const some of pieces(rows, rowsAtOnce)) await this.#rows(some);
  }

  /**
   * The keys go together with their leaf; from that moment nothing under them can be read or tested, whatever is still to
   * be cleared away. A crash before the commit leaves them as they were.
   */
  async #destroyDomains(): Promise<{
    readonly domains: number;
    readonly leaves: number;
    readonly lastLeaf: number | undefined;
    /** Calls under way that kept some of them from being destroyed. */
    readonly open: number;
  }> {
    const { store, domains } = this.#means;
    const promised = await store.read<{ id: string; actor: string; basis: string }>(
      'SELECT id, actor, basis FROM domain_left ORDER BY actor, basis, id',
    );
    if (promised.length === 0) return { domains: 0, leaves: 0, lastLeaf: undefined, open: 0 };
    const byId = new Map((await domains.all()).map((domain) => [domain.id, domain]));
    let [destroyed, leaves, open] = [0, 0, 0];
    let lastLeaf: number | undefined;
    const orders = Map.groupBy(promised, ({ actor, basis }) => JSON.stringify([actor, basis]));
    for (const named of orders.values()) {
      const going = named.flatMap(({ id, actor, basis }) => {
        const domain = byId.get(id);
        return domain === undefined || this.#holds.keepsDomain(domain) ? [] : [{ domain, actor, basis }];
      });
      for (const some of pieces(going, domainsInLeaf)) {
        this.#stopping.signal.throwIfAborted();
        const done = await this.#destroy(some);
        if (done.leaf === undefined) {
          open += done.open;
          continue;
        }
        lastLeaf = done.leaf;
        leaves += 1;
        destroyed += some.length;
      }
    }
    return { domains: destroyed, leaves, lastLeaf, open };
  }

  /** Domains of one order, at most as many as a leaf names. */
  async #destroy(
    some: readonly (Pick<Order, 'actor' | 'basis'> & { readonly domain: Domain })[],
  ): Promise<{ readonly leaf: number | undefined; readonly open: number }> {
    const [first] = some;
    if (first === undefined) return { leaf: undefined, open: 0 };
    const { actor, basis } = first;
    const rows = some.flatMap(({ domain: { id, principal } }): CommitRow[] => [
      { statement: 'destroy-domain', values: [id] },
      { statement: 'insert-erased-domain', values: [id, { leaf: 0 }, principal] },
      { statement: 'delete-domain-left', values: [id] },
    ]);
    const ids = new Set(some.map(({ domain }) => domain.id));
    const leaf = this.#means.leaves.erasure(actor, {
      extent: 'everything',
      basis,
      pseudonyms: some.map(({ domain }) => domain.pseudonym),
    });
    try {
      const { indexes } = await this.#means.domains.leaving(ids, () =>
        this.#commit({
          leaves: [encodeLeaf(leaf)],
          bodies: [],
          rows: [...rows, ...withoutRemains],
          urgency: 'closing',
        }),
      );
      for (const { domain } of some) domain.secret.fill(0);
      return { leaf: indexes[0], open: 0 };
    } catch (thrown) {
      const open = await this.#openIn(ids);
      if (open > 0) return { leaf: undefined, open };
      throw thrown;
    }
  }

  async #openIn(domains: ReadonlySet<string>): Promise<number> {
    const [row] = await this.#means.store.read<{ count: number }>(
      'SELECT count(*) AS count FROM attempt WHERE outcome IS NULL AND domain IN (SELECT value FROM json_each(?))',
      [JSON.stringify([...domains])],
    );
    return row?.count ?? 0;
  }

  async #eraseLeft(): Promise<{
    readonly leaves: number;
    readonly lastLeaf: number | undefined;
    readonly left: number;
  }> {
    const { store } = this.#means;
    let [leaves, after] = [0, -1];
    let lastLeaf: number | undefined;
    for (;;) {
      const rows = await store.read<Order & { leaf: number }>(
        'SELECT leaf, actor, extent, basis FROM erasure_left WHERE leaf > ? ORDER BY leaf LIMIT ?',
        [after, callsInLeaf],
      );
      const [first] = rows;
      if (first === undefined) break;
      // One leaf tells of one order.
      const end = rows.findIndex(
        ({ actor, extent, basis }) =>
          actor !== first.actor || extent !== first.extent || basis !== first.basis,
      );
      const some = end === -1 ? rows : rows.slice(0, end);
      after = some.at(-1)?.leaf ?? after;
      const done = await this.#eraseSingle(
        some.map(({ leaf }) => leaf),
        first,
      );
      if (done.leaf !== undefined) {
        leaves += 1;
        lastLeaf = done.leaf;
      }
    }
    const [row] = await store.read<{ count: number }>(
      'SELECT (SELECT count(*) FROM erasure_left) + (SELECT count(*) FROM domain_left) AS count',
    );
    return { leaves, lastLeaf, left: row?.count ?? 0 };
  }

  /** At most as many calls as a leaf holds: their rows and the leaf that names them are one transaction. */
  async #eraseSingle(
    leaves: readonly number[],
    order: Order,
  ): Promise<{ readonly calls: number; readonly leaf: number | undefined }> {
    this.#stopping.signal.throwIfAborted();
    const { store, domains, randomness, home } = this.#means;
    const candidates = await candidateByLeaves(store, leaves, order.extent);
    const held = await this.#heldOf(candidates);
    const going = candidates.filter((one) => !one.isErased && !one.isOpen && !held.has(one.leaf));
    const passed = candidates.filter((one) => one.isErased || held.has(one.leaf));
    const forget = passed.map(({ leaf }): CommitRow => ({
      statement: 'delete-erasure-left',
      values: [leaf],
    }));
    if (going.length === 0) {
      if (forget.length > 0) await this.#rows(forget);
      return { calls: 0, leaf: undefined };
    }
    const thisLeaf = { leaf: 0 };
    const rows =
      order.extent === 'bodies'
        ? await rowsOfBodies(store, domains, randomness, home, going, thisLeaf)
        : await rowsOfEverything(store, going, thisLeaf);
    const { extent, basis } = order;
    const leaf = this.#means.leaves.erasure(order.actor, {
      extent,
      basis,
      calls: going.map(({ id }) => id),
    });
    // A crash before this leaves these calls whole and still promised; after it they are gone, and the log says so.
    const { indexes } = await this.#commit({
      leaves: [encodeLeaf(leaf)],
      bodies: [],
      rows: [...rows, ...forget],
      urgency: 'closing',
    });
    return { calls: going.length, leaf: indexes[0] };
  }

  async #heldOf(candidates: readonly Candidate[]): Promise<ReadonlySet<number>> {
    const ids = new Set(candidates.flatMap(({ attempts }) => attempts.map(({ domain }) => domain)));
    const rows = await this.#means.store.read<{ id: string; principal: string; project: string }>(
      'SELECT id, principal, project FROM domain WHERE id IN (SELECT value FROM json_each(?))',
      [JSON.stringify([...ids])],
    );
    const kept = new Set(rows.filter((row) => this.#holds.keepsDomain(row)).map(({ id }) => id));
    const held = candidates.filter(
      ({ id, attempts }) => this.#holds.keepsCall(id) || attempts.some(({ domain }) => kept.has(domain)),
    );
    return new Set(held.map(({ leaf }) => leaf));
  }

  /** The key is gone and the log says so; what is left in clear about the calls follows, and needs no leaf. */
  async #clearDomains(): Promise<void> {
    const { store } = this.#means;
    const owners = await store.read<{ principal: string }>(
      'SELECT DISTINCT principal FROM erased_domain WHERE principal IS NOT NULL',
    );
    for (const { principal } of owners) {
      const erased = new Map(
        (
          await store.read<{ id: string; leaf: number }>(
            'SELECT id, leaf FROM erased_domain WHERE principal = ?',
            [principal],
          )
        ).map(({ id, leaf }) => [id, leaf]),
      );
      const scope = { kind: 'person', principals: [principal] } as const;
      for await (const candidates of candidatesOf(store, scope, 'everything')) {
        this.#stopping.signal.throwIfAborted();
        for (const some of pieces(candidates, callsInLeaf)) await this.#clear(some, erased);
      }
      await this.#rows([{ statement: 'forget-erased-principal', values: [principal] }]);
    }
  }

  async #clear(candidates: readonly Candidate[], erased: ReadonlyMap<string, number>): Promise<void> {
    const byLeaf = new Map<number, Candidate[]>();
    for (const candidate of candidates) {
      // With an attempt under a key that lives on it is one of the single calls, which have a leaf of their own.
      if (candidate.isErased || !candidate.attempts.every(({ domain }) => erased.has(domain))) continue;
      const leaf = Math.max(...candidate.attempts.map(({ domain }) => erased.get(domain) ?? 0));
      byLeaf.set(leaf, [...(byLeaf.get(leaf) ?? []), candidate]);
    }
    for (const [leaf, some] of byLeaf) {
      await this.#rows(await rowsOfEverything(this.#means.store, some, leaf));
    }
  }

  async #removeConversations(): Promise<number> {
    const { store, conversations } = this.#means;
    let removed = 0;
    for await (const { id } of conversations.holding((calls) => anyErased(store, calls))) {
      await this.#rows([{ statement: 'erase-conversation', values: [id] }]);
      removed += 1;
    }
    return removed;
  }

  /** Conversations in which a call stands that the selection names, or whose key goes. */
  async #countConversations(extent: ErasureExtent, selection: Selection): Promise<number> {
    const { store, conversations } = this.#means;
    const leaves = new Set(selection.single);
    const domains = new Set(selection.domains.map(({ id }) => id));
    const goes = async (calls: readonly string[]): Promise<boolean> => {
      const rows = await store.read<{ leaf: number }>(
        'SELECT leaf FROM json_each(?) AS one JOIN call ON call.id = one.value',
        [JSON.stringify(calls)],
      );
      const named = await candidateByLeaves(
        store,
        rows.map(({ leaf }) => leaf),
        extent,
      );
      return named.some(
        ({ leaf, attempts }) => leaves.has(leaf) || attempts.some(({ domain }) => domains.has(domain)),
      );
    };
    let count = 0;
    const counted = new Set<string>();
    for await (const { id } of conversations.holding(goes)) {
      counted.add(id);
      count += 1;
    }
    if (domains.size === 0) return count;
    const rows = await store.read<{ id: string }>(
      'SELECT id FROM conversation WHERE domain IN (SELECT value FROM json_each(?))',
      [JSON.stringify([...domains])],
    );
    return count + rows.filter(({ id }) => !counted.has(id)).length;
  }

  async #namesNoRun(call: string): Promise<boolean> {
    const [row] = await this.#means.store.read<{ run: string | null }>('SELECT run FROM call WHERE id = ?', [
      call,
    ]);
    return row?.run === null;
  }

  async #databaseBytes(): Promise<number> {
    const [row] = await this.#means.store.read<{ bytes: number }>(
      'SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size',
    );
    return row?.bytes ?? 0;
  }

  async #rows(rows: readonly CommitRow[]): Promise<void> {
    await this.#means.commit({ leaves: [], bodies: [], rows, urgency: 'closing' });
  }

  async #commit(commit: Commit): Promise<Committed> {
    const committed = await this.#means.commit(commit);
    this.#means.grew();
    return committed;
  }

  #next<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(() => {
      this.#stopping.signal.throwIfAborted();
      return work();
    });
    // Whoever asked hears of a failure; the next one begins all the same.
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

/** The rows of `domain` are written anew, so that no page keeps a copy of the keys that went. */
const withoutRemains: readonly CommitRow[] = [
  { statement: 'park-domains', values: [] },
  { statement: 'empty-domains', values: [] },
  { statement: 'return-domains', values: [] },
  { statement: 'empty-parked-domains', values: [] },
];

function willCompact(compact: ErasureOptions['compact'], databaseBytes: number): boolean {
  return compact === 'always' || (compact === 'small' && databaseBytes <= compactedUnaskedMaxBytes);
}

function* pieces<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
