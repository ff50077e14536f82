import { z } from 'zod';
import { type Clock, CommonholdError, newId, type Randomness } from '#base';
import type { CallerLimits, KeyScope, Principal } from '#call';
import type { CommitRow, Store } from '#store';
import { keyDigest, newKey } from './key.ts';
import { roles } from './rights.ts';
import {
  callerLimitOptions,
  expiresOption,
  type KeyTerms,
  keyTerms,
  momentOf,
  scopeOptions,
} from './terms.ts';

export interface KeySummary {
  readonly id: string;
  readonly name: string;
  readonly kind: Principal['kind'];
  readonly role: Principal['role'];
  readonly project: string;
  readonly labels: readonly string[];
  /** As in the record, `2026-11-22T10:00:00.000Z`. */
  readonly created: string;
  readonly revoked: string | undefined;
  /** From then on it is refused. */
  readonly expires?: string | undefined;
  readonly scope?: KeyScope | undefined;
  readonly limits?: CallerLimits | undefined;
}

/** What an owner may change of a key that there is. */
export const keyChanges = z.strictObject({
  /** `never` takes an end away. */
  expires: z.union([expiresOption, z.literal('never')]).optional(),
  /** Each takes the place of what was there, whole; null takes it away. */
  scope: scopeOptions.nullable().optional(),
  limits: callerLimitOptions.nullable().optional(),
});
export type KeyChanges = z.output<typeof keyChanges>;

/** What an owner says of a new key. Strict, because it comes from people. */
export const newKeyOptions = z.strictObject({
  name: z.string().trim().min(1).max(100),
  kind: z.enum(['person', 'app', 'agent']).default('app'),
  role: z.enum(roles).default('member'),
  project: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens, at most 40 characters')
    .default('default'),
  labels: z.array(z.string()).max(32).default([]),
  expires: expiresOption.optional(),
  scope: scopeOptions.optional(),
  limits: callerLimitOptions.optional(),
});
export type NewKeyOptions = z.output<typeof newKeyOptions>;

/** What stands where the name of an erased person stood. */
const erasedName = 'erased';

interface Kept extends KeySummary {
  readonly digest: string;
  readonly principal: string;
  readonly terms: KeyTerms;
}

/** A key that was shown, and until when it holds. */
export interface FoundKey {
  readonly principal: Principal;
  readonly name: string;
  /** Milliseconds since 1970; undefined: without end. */
  readonly expires: number | undefined;
}

/**
 * The keys of this node, in memory for the hot path. The rows are the truth: what `add`, `rotate`, `change` and `revoke`
 * prepare is committed by the gate together with its `change` leaf, and only then applied here.
 */
export class Keys {
  readonly #byDigest = new Map<string, FoundKey>();
  readonly #all = new Map<string, Kept>();
  /** Keys by the principals that they stand for, oldest first; a principal outlives its keys in the record. */
  readonly #byPrincipal = new Map<string, string[]>();

  static async load(store: Store): Promise<Keys> {
    const keys = new Keys();
    const rows = await store.read<Record<string, unknown>>(
      'SELECT key.*, key_terms.terms FROM key LEFT JOIN key_terms ON key_terms.key = key.id ORDER BY created',
    );
    for (const row of rows) {
      const { terms, ...key } = keyRow.parse(row);
      keys.#put(key, terms ?? {});
    }
    return keys;
  }

  get(digest: string): FoundKey | undefined {
    return this.#byDigest.get(digest);
  }

  /** The principal of a key that is not revoked and, at that time, has not expired. */
  byId(id: string, now: number): Principal | undefined {
    const key = this.#all.get(id);
    const found = key && this.#byDigest.get(key.digest);
    return found === undefined || isOver(found.expires, now) ? undefined : found.principal;
  }

  list(): readonly KeySummary[] {
    return [...this.#all.values()].map(
      ({ digest: _digest, principal: _principal, terms: _terms, ...summary }) => summary,
    );
  }

  /** The last key that a principal had, also when it was revoked. */
  ofPrincipal(principal: string): KeySummary | undefined {
    return this.allOfPrincipal(principal).at(-1);
  }

  /** Every key that a principal has had, oldest first. */
  allOfPrincipal(principal: string): readonly KeySummary[] {
    return (this.#byPrincipal.get(principal) ?? []).flatMap((id) => this.#all.get(id) ?? []);
  }

  /** Every principal that ever had a key. */
  principals(): readonly string[] {
    return [...this.#byPrincipal.keys()];
  }

  /** A key by its id, or the newest of a name that is not revoked. */
  find(idOrName: string): KeySummary | undefined {
    return (
      this.#all.get(idOrName) ??
      [...this.#all.values()].findLast((key) => key.name === idOrName && !key.revoked)
    );
  }

  /** The key of this id; for a name, all that are not revoked of the caller that the newest one stands for. */
  findAll(idOrName: string): readonly KeySummary[] {
    const key = this.find(idOrName);
    if (key === undefined || key.id === idOrName) return key === undefined ? [] : [key];
    const principal = this.#all.get(key.id)?.principal ?? '';
    return this.allOfPrincipal(principal).filter(({ revoked }) => revoked === undefined);
  }

  /** A new key: the text to show once, the row to commit, and what to do when it is committed. */
  prepareAdd(options: NewKeyOptions, clock: Clock, randomness: Randomness): PreparedKey {
    const now = clock.now();
    return this.#prepareAdd(
      { ...options, principal: `p_${newId(now, randomness)}`, terms: termsOf(options, now) },
      now,
      randomness,
    );
  }

  /**
   * A new key for the caller of an old one, with the same terms, and an end for the old one. It begins anew: what had an
   * end has none, because the new key is not the one of which that was said. The old one's end is never put off.
   */
  prepareRotate(
    id: string,
    graceMs: number,
    clock: Clock,
    randomness: Randomness,
  ): PreparedRotation | undefined {
    const old = this.#all.get(id);
    if (old === undefined || old.revoked !== undefined) return undefined;
    const now = clock.now();
    const { expires = Number.POSITIVE_INFINITY, ...terms } = old.terms;
    const end = Math.min(expires, now + graceMs);
    const { name, kind, role, project, labels, principal } = old;
    return {
      added: this.#prepareAdd({ name, kind, role, project, labels, principal, terms }, now, randomness),
      ended: this.#prepareTerms(id, { ...old.terms, expires: end }),
      expires: new Date(end).toISOString(),
    };
  }

  /** Other terms for a key. Undefined for one that is not there or revoked. */
  prepareChange(id: string, changes: KeyChanges, clock: Clock): PreparedRows | undefined {
    const key = this.#all.get(id);
    if (key === undefined || key.revoked !== undefined) return undefined;
    const { expires, scope, limits } = changes;
    const changed = {
      expires: expires === undefined ? key.terms.expires : expiryOf(expires, clock.now()),
      scope: scope === undefined ? key.terms.scope : (scope ?? undefined),
      limits: limits === undefined ? key.terms.limits : (limits ?? undefined),
    };
    return this.#prepareTerms(id, withoutNothing(changed));
  }

  prepareRevoke(id: string, clock: Clock): PreparedRows {
    const now = new Date(clock.now()).toISOString();
    return {
      rows: [{ statement: 'revoke-key', values: [now, id] }],
      apply: () => {
        const key = this.#all.get(id);
        if (!key) return;
        this.#byDigest.delete(key.digest);
        this.#all.set(id, { ...key, revoked: now });
      },
    };
  }

  /** Takes the name from a key that is revoked. Undefined when it is in force, or has none any more. */
  prepareForgetName(id: string): PreparedRows | undefined {
    const key = this.#all.get(id);
    if (key?.revoked === undefined || key.name === erasedName) return undefined;
    const { principal, kind, role, project, created } = key;
    const digest = Buffer.from(key.digest, 'base64url');
    const labels = JSON.stringify(key.labels);
    return {
      rows: [
        {
          statement: 'erase-key-name',
          values: [id, digest, principal, kind, role, project, labels, created],
        },
      ],
      apply: () => this.#all.set(id, { ...key, name: erasedName }),
    };
  }

  #prepareAdd(options: AddedKey, now: number, randomness: Randomness): PreparedKey {
    const { name, kind, role, project, principal, terms } = options;
    const key = newKey(randomness);
    const id = `k_${newId(now, randomness)}`;
    const digest = keyDigest(key);
    const labels = JSON.stringify(options.labels);
    const created = new Date(now).toISOString();
    return {
      key,
      id,
      principal,
      // Before the key: a crash in between leaves terms without a key, and never a key without its terms.
      terms: Object.keys(terms).length === 0 ? undefined : termsRow(id, terms),
      rows: [
        {
          statement: 'insert-key',
          values: [id, digest, principal, name, kind, role, project, labels, created],
        },
      ],
      apply: () =>
        this.#put(
          { id, hash: digest, principal, name, kind, role, project, labels, created, revoked: null },
          terms,
        ),
    };
  }

  #prepareTerms(id: string, terms: KeyTerms): PreparedRows {
    return {
      rows: [termsRow(id, terms)],
      apply: () => {
        const key = this.#all.get(id);
        if (key !== undefined) this.#keep({ ...key, ...summaryOf(terms), terms });
      },
    };
  }

  #put(row: Omit<z.input<typeof keyRow>, 'terms'>, terms: KeyTerms): void {
    const { id, hash, principal, name, kind, role, project, created, revoked } = row;
    const labels = typeof row.labels === 'string' ? labelsIn.parse(JSON.parse(row.labels)) : row.labels;
    this.#byPrincipal.set(principal, [...(this.#byPrincipal.get(principal) ?? []), id]);
    this.#keep({
      id,
      name,
      kind,
      role,
      project,
      labels,
      created,
      revoked: revoked ?? undefined,
      ...summaryOf(terms),
      digest: Buffer.from(hash).toString('base64url'),
      principal,
      terms,
    });
  }

  #keep(key: Kept): void {
    this.#all.set(key.id, key);
    if (key.revoked !== undefined) return;
    const { principal, kind, name, role, project, labels, id, digest, scope, limits, terms } = key;
    this.#byDigest.set(digest, {
      name,
      expires: terms.expires,
      principal: {
        id: principal,
        kind,
        name,
        role,
        project,
        key: id,
        labels,
        ...(scope === undefined ? {} : { scope }),
        ...(limits === undefined ? {} : { limits }),
      },
    });
  }
}

export function isOver(expires: number | undefined, now: number): boolean {
  return expires !== undefined && expires <= now;
}

interface AddedKey extends Omit<NewKeyOptions, 'expires' | 'scope' | 'limits' | 'labels'> {
  readonly labels: readonly string[];
  readonly principal: string;
  readonly terms: KeyTerms;
}

export interface PreparedRows {
  readonly rows: readonly CommitRow[];
  readonly apply: () => void;
}

export interface PreparedKey extends PreparedRows {
  /** The key itself; it is shown once and kept nowhere. */
  readonly key: string;
  readonly id: string;
  /** Whose calls are made with it; a key that takes its place has the same. */
  readonly principal: string;
  /** To be committed before the key, by a change of its own; undefined for a key without terms. */
  readonly terms: CommitRow | undefined;
}

export interface PreparedRotation {
  readonly added: PreparedKey;
  /** The old key's end. */
  readonly ended: PreparedRows;
  readonly expires: string;
}

function termsOf({ expires, scope, limits }: NewKeyOptions, now: number): KeyTerms {
  return withoutNothing({
    expires: expires === undefined ? undefined : expiryOf(expires, now),
    scope,
    limits,
  });
}

/** Throws `request_invalid` for a day that no calendar has, and for a moment that has passed. */
function expiryOf(expires: string, now: number): number | undefined {
  if (expires === 'never') return undefined;
  const moment = momentOf(expires, now);
  const wrong = moment === undefined ? 'no calendar has this day' : 'this has passed already';
  if (moment === undefined || moment <= now)
    throw new CommonholdError('request_invalid', { detail: `expires: ${wrong}`, field: 'expires' });
  return moment;
}

/** Terms that say nothing are not there, so that the same terms have the same text. */
function withoutNothing(terms: { readonly [name in keyof KeyTerms]: KeyTerms[name] | undefined }): KeyTerms {
  return keyTerms.parse(JSON.parse(JSON.stringify(terms)));
}

function termsRow(id: string, terms: KeyTerms): CommitRow {
  return { statement: 'put-key-terms', values: [id, JSON.stringify(terms)] };
}

function summaryOf({ expires, scope, limits }: KeyTerms): Pick<KeySummary, 'expires' | 'scope' | 'limits'> {
  return {
    expires: expires === undefined ? undefined : new Date(expires).toISOString(),
    scope,
    limits,
  };
}

const labelsIn = z.array(z.string());

const keyRow = z.object({
  id: z.string(),
  hash: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  principal: z.string(),
  name: z.string(),
  kind: z.enum(['person', 'app', 'agent']),
  role: z.enum(roles),
  project: z.string(),
  labels: z.union([labelsIn, z.string()]),
  created: z.string(),
  revoked: z.string().nullable(),
  terms: z
    .string()
    .transform((text) => keyTerms.parse(JSON.parse(text)))
    .nullish(),
});
