import { CommonholdError, type Randomness } from '#base';
import type { Principal } from '#call';
import type { Store } from '#store';
import {
  type Domain,
  type DomainName,
  domainOf,
  domainSecretBytes,
  openDomain,
  sealDomain,
} from './domain-secret.ts';

/** A node serves far fewer principals in a month; the bound keeps a run of new keys from filling the memory. */
const cachedMax = 10_000;

/** 96 random bits as 16 characters; never used again, also after its row is destroyed. */
const domainIdBytes = 12;

/** A domain is at most some minutes older than its leaf, however long the queue was. */
const longestWaitMs = 3_600_000;

interface DomainRow {
  readonly id: string;
  readonly principal: string;
  readonly project: string;
  readonly month: string;
  readonly secret: Uint8Array;
}

/** The keys of erasure domains: found, or made on first use. */
export class Domains {
  readonly #store: Store;
  readonly #root: Uint8Array;
  readonly #randomness: Randomness;
  readonly #home: string;
  /** Least recently made first. */
  readonly #ready = new Map<string, Domain>();
  readonly #making = new Map<string, Promise<Domain>>();
  /** Domains whose key is being destroyed, each with the end of that. */
  readonly #leaving = new Map<string, Promise<void>>();
  /** Destroyed by this process: whoever read the row just before must not put it back into memory. */
  readonly #destroyed = new Set<string>();

  constructor(store: Store, root: Uint8Array, randomness: Randomness, home: string) {
    this.#store = store;
    this.#root = root;
    this.#randomness = randomness;
    this.#home = home;
  }

  /** The domain of a principal at a time, if it is in memory: the path of nearly every call. */
  ready(principal: Principal, nowMs: number): Domain | undefined {
    const domain = this.#ready.get(cacheKey(principal, monthOf(nowMs)));
    return domain === undefined || this.#leaving.has(domain.id) ? undefined : domain;
  }

  /**
   * The same, read or made if need be. A new key is on disk before this resolves: an attempt wrapped by a key that a
   * crash took away would be erased by accident. Callers that come together share the making.
   */
  async of(principal: Principal, nowMs: number): Promise<Domain> {
    for (;;) {
      const domain = await this.#readyOrMade(principal, nowMs);
      const leaving = this.#leaving.get(domain.id);
      if (leaving !== undefined) {
        // A call that comes while the key is destroyed waits for that and gets a new one.
        await leaving;
      } else if (this.#destroyed.has(domain.id)) {
        this.#forget(this.#destroyed);
      } else {
        return domain;
      }
    }
  }

  /**
   * Keeps the domains from being used while `destroy` destroys their keys, then overwrites what is in memory of them. When
   * it fails they are used again. `destroy` must give its commit to the store at once: what was given before goes first.
   */
  async leaving<Result>(ids: ReadonlySet<string>, destroy: () => Promise<Result>): Promise<Result> {
    const over = Promise.withResolvers<void>();
    for (const id of ids) this.#leaving.set(id, over.promise);
    try {
      const result = await destroy();
      for (const id of ids) this.#destroyed.add(id);
      this.#forget(ids);
      return result;
    } finally {
      for (const id of ids) this.#leaving.delete(id);
      over.resolve();
    }
  }

  /** What every domain is called whose key is left; no key is opened. */
  names(): Promise<readonly DomainName[]> {
    return this.#store.read<DomainName>('SELECT id, principal, project, month FROM domain ORDER BY id');
  }

  #forget(ids: ReadonlySet<string>): void {
    for (const [key, domain] of this.#ready) {
      if (!ids.has(domain.id)) continue;
      domain.secret.fill(0);
      this.#ready.delete(key);
    }
  }

  async #readyOrMade(principal: Principal, nowMs: number): Promise<Domain> {
    const month = monthOf(nowMs);
    const key = cacheKey(principal, month);
    const ready = this.#ready.get(key);
    if (ready !== undefined) return ready;
    let making = this.#making.get(key);
    if (making === undefined) {
      making = this.#readOrMake(principal, month);
      this.#making.set(key, making);
    }
    try {
      const domain = await making;
      this.#remember(key, domain);
      return domain;
    } finally {
      this.#making.delete(key);
    }
  }

  /** The domain of that id; undefined when its key was destroyed. */
  async byId(id: string): Promise<Domain | undefined> {
    const [row] = await this.#store.read<DomainRow>(
      'SELECT id, principal, project, month, secret FROM domain WHERE id = ?',
      [id],
    );
    return row === undefined ? undefined : this.#open(row);
  }

  /** Domains of a principal under whose keys texts are remembered that carry labels. */
  async withSegments(principal: string): Promise<readonly Domain[]> {
    const rows = await this.#store.read<DomainRow>(
      'SELECT id, principal, project, month, secret FROM domain WHERE principal = ? AND EXISTS (SELECT 1 FROM segment WHERE segment.domain = domain.id)',
      [principal],
    );
    return rows.map((row) => this.#open(row));
  }

  /** Domains of those months whose key is left. */
  async ofMonths(months: readonly string[]): Promise<readonly Domain[]> {
    const rows = await this.#store.read<DomainRow>(
      'SELECT id, principal, project, month, secret FROM domain WHERE month IN (SELECT value FROM json_each(?))',
      [JSON.stringify(months)],
    );
    return rows.map((row) => this.#open(row));
  }

  /**
   * Domains by pseudonym, of those who may have written leaves at these times. A domain is chosen a moment before its leaf
   * gets its time, so a month may have turned.
   */
  async around(times: readonly string[]): Promise<ReadonlyMap<string, Domain>> {
    const months = times.flatMap((time) => [
      monthOf(Date.parse(time)),
      monthOf(Date.parse(time) - longestWaitMs),
    ]);
    const domains = await this.ofMonths([...new Set(months)]);
    return new Map(domains.map((domain) => [domain.pseudonym, domain]));
  }

  async #readOrMake(principal: Principal, month: string): Promise<Domain> {
    const [row] = await this.#store.read<DomainRow>(
      'SELECT id, principal, project, month, secret FROM domain WHERE principal = ? AND project = ? AND month = ?',
      [principal.id, principal.project, month],
    );
    if (row !== undefined) return this.#open(row);
    const name = {
      id: Buffer.from(this.#randomness(domainIdBytes)).toString('base64url'),
      principal: principal.id,
      project: principal.project,
      month,
    };
    const secret = this.#randomness(domainSecretBytes);
    const sealed = sealDomain(this.#root, this.#randomness, name, secret);
    // A crash after this commit and before the first use leaves a key that nothing needs yet; the next call takes it.
    await this.#store.commit({
      leaves: [],
      bodies: [],
      rows: [
        { statement: 'insert-domain', values: [name.id, name.principal, name.project, name.month, sealed] },
      ],
      urgency: 'intent',
    });
    return domainOf(name, secret);
  }

  #open(row: DomainRow): Domain {
    const { secret, ...name } = row;
    const domain = openDomain(this.#root, name, secret);
    if (domain === undefined) {
      const detail = `the key of the erasure domain ${row.id} does not open under keys/root.key`;
      throw new CommonholdError('home_damaged', { home: this.#home, detail });
    }
    return domain;
  }

  #remember(key: string, domain: Domain): void {
    const [oldest] = this.#ready.keys();
    if (this.#ready.size >= cachedMax && oldest !== undefined) this.#ready.delete(oldest);
    this.#ready.set(key, domain);
  }
}

/** `2026-11`, in UTC. */
function monthOf(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 'yyyy-mm'.length);
}

function cacheKey(principal: Principal, month: string): string {
  return `${month} ${principal.id} ${principal.project}`;
}
