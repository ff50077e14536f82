import { asCommonholdError, CommonholdError, newId, Turns } from '#base';
import type { Principal } from '#call';
import type { Cleaned } from '#store';
import { Destruction } from './destruction.ts';
import { Holds } from './holds.ts';
import type { ErasureMeans } from './means.ts';
import { countErased, type PastErasure, pastErasures, type PastErasuresQuery } from './past-erasures.ts';
import { previewOf } from './preview.ts';
import { type Selection, select } from './selection.ts';
import type {
  ErasureBasis,
  ErasureExtent,
  ErasurePreview,
  ErasureReport,
  ErasureScope,
  Hold,
} from './terms.ts';

/**
 * A database up to this size is written anew after an erasure without being asked, while calls wait: about a second
 * (measured on two cores: 0.7 s for 169 MB, without the disk's part).
 */
const compactedUnaskedMaxBytes = 256 * 1024 * 1024;

/** After so many tries somebody reads for long, such as a backup. */
const emptyingTries = 5;

export interface ErasureOptions {
  readonly scope: ErasureScope;
  readonly extent: ErasureExtent;
  readonly basis: ErasureBasis;
  readonly actor: Principal;
  /** Write the database anew afterwards: always, never, or when it is small. */
  readonly compact: 'always' | 'never' | 'small';
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
  readonly #steps: Destruction;
  readonly #turns = new Turns();

  constructor(means: ErasureMeans) {
    this.#means = means;
    this.#steps = new Destruction(means, () => this.#holds, this.#stopping.signal);
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
    await this.#turns.settled();
  }

  /** Resolves when everything that was begun is done. */
  async settled(): Promise<void> {
    await this.#turns.settled();
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

  /** Erasures on record, the latest first, and how many calls they took together. */
  async past(
    query: PastErasuresQuery,
  ): Promise<{ readonly erasures: readonly PastErasure[]; readonly calls: number }> {
    const { store, domains, home } = this.#means;
    return {
      erasures: await pastErasures(store, domains, home, query),
      calls: await countErased(store),
    };
  }

  /** What an erasure would do now. It changes nothing. */
  async preview(
    scope: ErasureScope,
    extent: ErasureExtent,
    compact: ErasureOptions['compact'] = 'small',
  ): Promise<ErasurePreview> {
    const { store, conversations } = this.#means;
    const databaseBytes = await this.#databaseBytes();
    const file = { databaseBytes, compacts: willCompact(compact, databaseBytes) };
    const selection = await this.#select(scope, extent);
    return previewOf(store, conversations, scope, extent, selection, file);
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
      const done = await this.#steps.eraseSingle(leaves, order);
      return done.calls;
    });
  }

  /** Removes conversations in which an erased call stands. */
  removeCopies(): Promise<number> {
    return this.#next(() => this.#steps.removeConversations());
  }

  /** Empties the write-ahead log, and writes the database anew if that is asked for; calls wait meanwhile. */
  clean(options: { readonly compact: boolean }): Promise<Cleaned> {
    return this.#next(() => this.#cleanNow(options));
  }

  async #resume(): Promise<void> {
    const steps = this.#steps;
    if (await steps.isLeft()) {
      await steps.destroyDomains();
      await steps.removeConversations();
      await steps.eraseLeft();
      await steps.clearDomains();
      await this.#clean('small');
    } else {
      // What a process deleted just before it was cut off is still in the write-ahead log that it left.
      await this.#clean('never');
    }
  }

  async #erase(options: ErasureOptions): Promise<ErasureReport> {
    const { scope, extent, basis, compact } = options;
    const steps = this.#steps;
    const actor = await this.#means.pseudonymOf(options.actor);
    const selection = await this.#select(scope, extent);
    if (selection.open > 0) throw new CommonholdError('erasure_calls_open', { count: selection.open });
    if (selection.calls === 0 && selection.held > 0) {
      throw new CommonholdError('erasure_held', { count: selection.held });
    }
    // From here on it is a promise: whatever happens, the next start goes on with these.
    await steps.writeDown(selection, { actor, extent, basis });
    const keys = await steps.destroyDomains();
    if (keys.open > 0 && keys.leaves === 0) {
      await steps.withdraw();
      throw new CommonholdError('erasure_calls_open', { count: keys.open });
    }
    const conversations = await steps.removeConversations();
    const single = await steps.eraseLeft();
    await steps.clearDomains();
    const files = await this.#clean(compact);
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
    return select(store, await domains.names(), this.#holds, scope, extent);
  }
  async #clean(compact: ErasureOptions['compact']): Promise<Cleaned> {
    return this.#cleanNow({ compact: willCompact(compact, await this.#databaseBytes()) });
  }

  /** One read after another can keep the write-ahead log from being emptied; between two tries calls go on. */
  async #cleanNow(options: { readonly compact: boolean }): Promise<Cleaned> {
    let cleaned = await this.#means.store.clean(options);
    for (let tries = 1; tries < emptyingTries && !cleaned.logEmptied; tries += 1) {
      const { logEmptied } = await this.#means.store.clean({ compact: false });
      cleaned = { ...cleaned, logEmptied };
    }
    return cleaned;
  }

  async #databaseBytes(): Promise<number> {
    const [row] = await this.#means.store.read<{ bytes: number }>(
      'SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size',
    );
    return row?.bytes ?? 0;
  }
  #next<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#turns.take(() => {
      this.#stopping.signal.throwIfAborted();
      return work();
    });
  }
}

function willCompact(compact: ErasureOptions['compact'], databaseBytes: number): boolean {
  return compact === 'always' || (compact === 'small' && databaseBytes <= compactedUnaskedMaxBytes);
}
