import { createHmac } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { CommitRow, Store } from '#store';
import type { Domain } from '../bodies/domain-secret.ts';
import type { Domains } from '../bodies/domains.ts';

/** Principals of whom something is in memory; of the one that was longest silent it is read again. */
const principalsMax = 10_000;
/** Whoever has no more labelled texts than this is asked of memory alone: their calls do not wait for the reader thread. */
const wholeMax = 20_000;
/** Entries in memory about texts, of all principals together, some 150 bytes each. The rest is asked of the database. */
const rememberedMax = 200_000;
/** Hashes asked for by one read: a few milliseconds here, which makes them, and on the reader thread. */
const askedAtOnce = 1000;
/** 128 bits of an HMAC: nobody finds two texts with the same. */
const hashHexCharacters = 32;

/** Texts of a call that carry labels, which nobody could find in them. */
export interface LabelledSegments {
  readonly labels: readonly string[];
  /** Digests of the texts; they stay in memory. */
  readonly digests: ReadonlySet<string>;
}

/** What the gate asks. */
export interface Resent {
  /** Whether any text of the principal carries labels: for most nothing does, and then nothing is hashed. */
  any(principal: string): Promise<boolean>;
  /** Labels of those texts that carry some, by digest. */
  labelsOf(principal: string, digests: Iterable<string>): Promise<ReadonlyMap<string, readonly string[]>>;
  /**
   * An answer that is on its way to the client already, which may send it back before the outcome is on disk. From here on
   * its texts are known; the outcome that is given the same object writes them.
   */
  heard(principal: string, segments: LabelledSegments): void;
}

interface OfPrincipal {
  readonly principal: string;
  /** Keys of the domains under which texts of theirs were hashed, by the domain's id. */
  readonly keys: Map<string, Uint8Array>;
  /** All labelled texts of theirs, by hash; undefined when they are too many. */
  whole: Map<string, readonly string[]> | undefined;
  /** Of texts that came of late, by digest: what they carry, or that they carry nothing. */
  readonly labels: Map<string, readonly string[]>;
  /** Counts what was written, so that a read that began before does not put back what it saw. */
  changes: number;
  loading: Promise<void> | undefined;
}

/**
 * Which texts carry labels that were declared, or came with a run or from a tool: by their keyed hashes, so that they keep
 * them when a client sends its history again and says nothing.
 *
 * The key of a hash is made of the secret of the erasure domain of the call that the text came with. Whoever has the
 * database without the keys of the node can test no guess against it, and where a domain was destroyed nobody can. Only this
 * class knows what is asked of the database, and what it does not have in memory it asks for: nothing is forgotten because
 * something was full.
 */
export class SegmentLabels implements Resent {
  readonly #store: Pick<Store, 'read'>;
  readonly #domains: Pick<Domains, 'withSegments'>;
  readonly #max: { readonly whole: number; readonly remembered: number };
  #principals = new Map<string, OfPrincipal>();
  /** Texts in memory, of all principals together. */
  #remembered = 0;
  /** What is on its way to the disk; gone from here when it is there. */
  readonly #heard = new Map<string, Set<LabelledSegments>>();

  /** How much is in memory decides what is asked of the database and nothing else. */
  constructor(
    store: Pick<Store, 'read'>,
    domains: Pick<Domains, 'withSegments'>,
    max = { whole: wholeMax, remembered: rememberedMax },
  ) {
    this.#max = max;
    this.#store = store;
    this.#domains = domains;
  }

  async any(principal: string): Promise<boolean> {
    if (this.#heard.has(principal)) return true;
    return (await this.#of(principal)).keys.size > 0;
  }

  async labelsOf(
    principal: string,
    digests: Iterable<string>,
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const found = new Map<string, Set<string>>();
    const add = (digest: string, labels: readonly string[]): void => {
      if (labels.length === 0) return;
      const known = found.get(digest);
      if (known === undefined) found.set(digest, new Set(labels));
      else for (const label of labels) known.add(label);
    };
    const all = [...digests];
    // Before anything is waited for: what was heard when this call came is either here or on disk by the time of the read.
    for (const { labels, digests: heard } of this.#heard.get(principal) ?? []) {
      for (const digest of all) if (heard.has(digest)) add(digest, labels);
    }
    const of = await this.#of(principal);
    const asked: string[] = [];
    for (const digest of all) {
      const known = of.labels.get(digest);
      if (known === undefined) asked.push(digest);
      else add(digest, known);
    }
    for (let at = 0; at < asked.length;) {
      // A text has one hash under each key: of each month in which something of theirs was remembered.
      const some = asked.slice(at, at + Math.ceil(askedAtOnce / Math.max(of.keys.size, 1)));
      at += some.length;
      const { changes } = of;
      const read = await this.#ask(of, some);
      for (const digest of some) add(digest, read.get(digest) ?? none);
      if (of.changes !== changes) continue;
      this.#remember(of, some, read);
    }
    return new Map(Array.from(found, ([digest, labels]) => [digest, [...labels].sort()]));
  }

  heard(principal: string, segments: LabelledSegments): void {
    if (isEmpty(segments)) return;
    const known = this.#heard.get(principal);
    if (known === undefined) this.#heard.set(principal, new Set([segments]));
    else known.add(segments);
  }

  /** Rows for the commit of the call's intent or outcome, so that they are on disk with it or not at all. */
  rows(domain: Domain, call: string, segments: LabelledSegments | undefined): CommitRow[] {
    if (segments === undefined || isEmpty(segments)) return [];
    const { labels, digests } = segments;
    const key = keyOf(domain);
    const hashes = Array.from(digests, (digest) => hashOf(key, digest));
    return [
      {
        statement: 'insert-segments',
        values: [domain.id, labels.join(' '), JSON.stringify(hashes), call],
      },
    ];
  }

  /** The commit with those rows is on disk. */
  written(domain: Domain, segments: LabelledSegments | undefined): void {
    if (segments === undefined || isEmpty(segments)) return;
    const { principal } = domain;
    const heard = this.#heard.get(principal);
    if (heard?.delete(segments) === true && heard.size === 0) this.#heard.delete(principal);
    const { labels, digests } = segments;
    if (digests.size === 0 || labels.length === 0) return;
    const of = this.#principals.get(principal);
    // Of nobody who is in memory: whoever asks next reads it.
    if (of === undefined) return;
    of.changes += 1;
    const key = keyOf(domain);
    of.keys.set(domain.id, key);
    for (const digest of of.whole === undefined ? [] : digests) this.#keep(of, hashOf(key, digest), labels);
    // Of a text that is not in memory the database may say more, so it is asked when the text comes again.
    for (const digest of digests) {
      const known = of.labels.get(digest);
      if (known !== undefined) of.labels.set(digest, [...new Set([...known, ...labels])]);
    }
  }

  /** After an erasure: nothing of what went stays in memory, and what is left is read again. */
  forget(): void {
    this.#principals = new Map();
    this.#remembered = 0;
  }

  async #of(principal: string): Promise<OfPrincipal> {
    let of = this.#principals.get(principal);
    if (of === undefined) {
      of = {
        principal,
        whole: new Map(),
        keys: new Map(),
        labels: new Map(),
        changes: 0,
        loading: undefined,
      };
      of.loading = this.#load(of);
    } else this.#principals.delete(principal);
    // Behind the others, so that whoever calls often stays longest.
    this.#principals.set(principal, of);
    this.#bound();
    await of.loading;
    return of;
  }

  async #load(of: OfPrincipal): Promise<void> {
    try {
      // What is written meanwhile is put there by whoever writes it.
      const domains = await this.#domains.withSegments(of.principal);
      for (const domain of domains) of.keys.set(domain.id, keyOf(domain));
      if (domains.length > 0) {
        const ids = JSON.stringify(domains.map(({ id }) => id));
        const rows = await this.#store.read<SegmentRow>(allRows, [ids, this.#max.whole + 1]);
        if (rows.length > this.#max.whole) this.#giveUpWhole(of);
        for (const { hash, labels } of rows) this.#keep(of, hash, labels.split(' '));
      }
      of.loading = undefined;
    } catch (thrown) {
      this.#drop(of);
      throw thrown;
    }
  }

  async #ask(
    { keys, whole }: OfPrincipal,
    digests: readonly string[],
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    if (whole === undefined) return this.#read(keys, digests);
    const found = new Map<string, readonly string[]>();
    for (const digest of digests) {
      const labels = Array.from(keys.values(), (key) => whole.get(hashOf(key, digest)) ?? none).flat();
      if (labels.length > 0) found.set(digest, labels);
    }
    // Others get their turn where there is much to hash.
    if (digests.length * keys.size >= askedAtOnce) await turn();
    return found;
  }

  async #read(
    keys: ReadonlyMap<string, Uint8Array>,
    digests: readonly string[],
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const digestOf = new Map<string, string>();
    const asked: [string, string][] = [];
    for (const [domain, key] of keys) {
      for (const digest of digests) {
        const hash = hashOf(key, digest);
        digestOf.set(hash, digest);
        asked.push([domain, hash]);
      }
    }
    const found = new Map<string, readonly string[]>();
    if (asked.length === 0) return found;
    const rows = await this.#store.read<SegmentRow>(askedRows, [JSON.stringify(asked)]);
    for (const { hash, labels } of rows) {
      const digest = digestOf.get(hash);
      if (digest === undefined) continue;
      found.set(digest, [...new Set([...(found.get(digest) ?? none), ...labels.split(' ')])].sort());
    }
    return found;
  }

  #remember(of: OfPrincipal, digests: readonly string[], read: ReadonlyMap<string, readonly string[]>): void {
    // Of somebody who was dropped meanwhile nothing is kept.
    if (this.#principals.get(of.principal) !== of) return;
    const before = of.labels.size;
    for (const digest of digests) of.labels.set(digest, read.get(digest) ?? none);
    this.#grew(of, of.labels.size - before);
  }

  #keep(of: OfPrincipal, hash: string, labels: readonly string[]): void {
    if (of.whole === undefined) return;
    const known = of.whole.get(hash);
    of.whole.set(hash, known === undefined ? labels : [...new Set([...known, ...labels])]);
    if (of.whole.size > this.#max.whole) this.#giveUpWhole(of);
    else if (known === undefined) this.#grew(of, 1);
  }

  #giveUpWhole(of: OfPrincipal): void {
    const entries = of.whole?.size ?? 0;
    of.whole = undefined;
    this.#grew(of, -entries);
  }

  #grew(of: OfPrincipal, entries: number): void {
    // Somebody who was dropped meanwhile does not count.
    if (this.#principals.get(of.principal) !== of) return;
    this.#remembered += entries;
    for (const other of this.#principals.values()) {
      if (this.#remembered <= this.#max.remembered) return;
      // Whoever was longest silent first; of the last one, who has too much alone, the rest is asked of the database.
      this.#remembered -= other.labels.size + (other.whole?.size ?? 0);
      other.labels.clear();
      other.whole = undefined;
    }
  }

  #bound(): void {
    for (const of of this.#principals.values()) {
      if (this.#principals.size <= principalsMax) return;
      this.#drop(of);
    }
  }

  #drop(of: OfPrincipal): void {
    if (this.#principals.get(of.principal) !== of) return;
    this.#principals.delete(of.principal);
    this.#remembered -= of.labels.size + (of.whole?.size ?? 0);
  }
}

const none: readonly string[] = [];

function isEmpty({ labels, digests }: LabelledSegments): boolean {
  return digests.size === 0 || labels.length === 0;
}

interface SegmentRow {
  readonly hash: string;
  readonly labels: string;
}

const allRows =
  'SELECT lower(hex(hash)) AS hash, labels FROM segment WHERE domain IN (SELECT value FROM json_each(?)) LIMIT ?';

const askedRows = `SELECT lower(hex(segment.hash)) AS hash, segment.labels FROM json_each(?) AS one
  JOIN segment ON segment.domain = one.value ->> 0 AND segment.hash = unhex(one.value ->> 1)`;

function keyOf(domain: Domain): Uint8Array {
  return createHmac('sha256', domain.secret).update('commonhold/segments/v1').digest();
}

function hashOf(key: Uint8Array, digest: string): string {
  return createHmac('sha256', key).update(digest).digest('hex').slice(0, hashHexCharacters);
}
