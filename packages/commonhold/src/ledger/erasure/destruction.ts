import { encodeLeaf } from '@commonhold/record';
import type { Commit, Committed, CommitRow } from '#store';
import type { Domain } from '../bodies/domain-secret.ts';
import { type Candidate, candidateByLeaves, candidatesOf } from './candidates.ts';
import { anyErased } from './copies.ts';
import { rowsOfBodies, rowsOfEverything } from './erase-calls.ts';
import type { Holds } from './holds.ts';
import type { ErasureMeans, Order } from './means.ts';
import type { Selection } from './selection.ts';

/** Ids of calls that fit into one leaf of 4,096 bytes; as a transaction it takes a few milliseconds. */
const callsInLeaf = 100;
/** The same for the keys of domains. */
const domainsInLeaf = 100;
/** Rows that only remember what is still to do. */
const rowsAtOnce = 1000;

/**
 * The steps of an erasure, in the order in which they are taken. Each one finds by itself what is left to do, so that a
 * start can go on after any of them.
 */
export class Destruction {
  readonly #means: ErasureMeans;
  readonly #holds: () => Holds;
  readonly #signal: AbortSignal;

  constructor(means: ErasureMeans, holds: () => Holds, signal: AbortSignal) {
    this.#means = means;
    this.#holds = holds;
    this.#signal = signal;
  }

  async isLeft(): Promise<boolean> {
    const [row] = await this.#means.store.read<{ left: number }>(
      'SELECT (SELECT count(*) FROM erasure_left) + (SELECT count(*) FROM domain_left) + (SELECT count(*) FROM erased_domain WHERE principal IS NOT NULL) AS left',
    );
    return (row?.left ?? 0) > 0;
  }

  /** Takes back what was promised, as long as nothing of it has happened. */
  async withdraw(): Promise<void> {
    await this.#rows([
      { statement: 'withdraw-domains', values: [] },
      { statement: 'withdraw-erasures', values: [] },
    ]);
  }

  /** A crash while this is written leaves a part of the promise, and the next start keeps that part. */
  async writeDown(
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
  async destroyDomains(): Promise<{
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
    let [destroyed, leaves, open] = [0, 0, 0];
    let lastLeaf: number | undefined;
    const orders = Map.groupBy(promised, ({ actor, basis }) => JSON.stringify([actor, basis]));
    for (const named of orders.values()) {
      for (const some of pieces(named, domainsInLeaf)) {
        this.#signal.throwIfAborted();
        const going: { readonly domain: Domain; readonly actor: string; readonly basis: string }[] = [];
        for (const { id, actor, basis } of some) {
          const domain = await domains.byId(id);
          if (domain !== undefined && !this.#holds().keepsDomain(domain))
            going.push({ domain, actor, basis });
        }
        const done = await this.#destroy(going);
        if (done.leaf === undefined) {
          open += done.open;
          continue;
        }
        lastLeaf = done.leaf;
        leaves += 1;
        destroyed += going.length;
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
      { statement: 'erase-domain-segments', values: [id] },
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

  async eraseLeft(): Promise<{
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
      const done = await this.eraseSingle(
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
  async eraseSingle(
    leaves: readonly number[],
    order: Order,
  ): Promise<{ readonly calls: number; readonly leaf: number | undefined }> {
    this.#signal.throwIfAborted();
    const { store, domains, randomness, home } = this.#means;
    const candidates = await candidateByLeaves(store, leaves, order.extent);
    const held = await this.#heldOf(candidates);
    const going = candidates.filter((one) => !one.isErased && !one.isOpen && !held.has(one.leaf));
    const passed = candidates.filter((one) => one.isErased || held.has(one.leaf));
    const forget = passed.map(({ leaf }): CommitRow => ({
      statement: 'delete-erasure-left',
      values: [leaf, order.extent],
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
    const kept = new Set(rows.filter((row) => this.#holds().keepsDomain(row)).map(({ id }) => id));
    const held = candidates.filter(
      ({ id, attempts }) => this.#holds().keepsCall(id) || attempts.some(({ domain }) => kept.has(domain)),
    );
    return new Set(held.map(({ leaf }) => leaf));
  }

  /** The key is gone and the log says so; what is left in clear about the calls follows, and needs no leaf. */
  async clearDomains(): Promise<void> {
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
        this.#signal.throwIfAborted();
        for (const some of pieces(candidates, callsInLeaf)) await this.#clear(some, erased);
      }
      await this.#rows([{ statement: 'forget-erased-principal', values: [principal] }]);
    }
  }

  async #clear(candidates: readonly Candidate[], erased: ReadonlyMap<string, number>): Promise<void> {
    const byLeaf = new Map<number, Candidate[]>();
    for (const candidate of candidates) {
      // With attempts under two keys it is one of the single calls, which have a leaf of their own.
      const [leaf, ...others] = new Set(candidate.attempts.map(({ domain }) => erased.get(domain)));
      if (candidate.isErased || leaf === undefined || others.length > 0) continue;
      byLeaf.set(leaf, [...(byLeaf.get(leaf) ?? []), candidate]);
    }
    for (const [leaf, some] of byLeaf) {
      await this.#rows(await rowsOfEverything(this.#means.store, some, leaf));
    }
  }

  async removeConversations(): Promise<number> {
    const { store, conversations } = this.#means;
    let removed = 0;
    for await (const { id } of conversations.holding((calls) => anyErased(store, calls))) {
      await this.#rows([{ statement: 'erase-conversation', values: [id] }]);
      removed += 1;
    }
    return removed;
  }

  async #rows(rows: readonly CommitRow[]): Promise<void> {
    await this.#means.commit({ leaves: [], bodies: [], rows, urgency: 'closing' });
    this.#means.forget();
  }

  async #commit(commit: Commit): Promise<Committed> {
    const committed = await this.#means.commit(commit);
    this.#means.forget();
    this.#means.grew();
    return committed;
  }
}

/** The rows of `domain` are written anew, so that no page keeps a copy of the keys that went. */
const withoutRemains: readonly CommitRow[] = [
  { statement: 'park-domains', values: [] },
  { statement: 'empty-domains', values: [] },
  { statement: 'return-domains', values: [] },
  { statement: 'empty-parked-domains', values: [] },
];

function* pieces<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
