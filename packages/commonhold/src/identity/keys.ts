import { z } from 'zod';
import { type Clock, newId, type Randomness } from '#base';
import type { Principal } from '#call';
import type { CommitRow, Store } from '#store';
import { keyDigest, newKey } from './key.ts';
import { roles } from './rights.ts';

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
}

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
});
export type NewKeyOptions = z.output<typeof newKeyOptions>;

/** What stands where the name of an erased person stood. */
const erasedName = 'erased';

/**
 * The keys of this node, in memory for the hot path. The rows are the truth: what `add` and `revoke` prepare is
 * committed by the gate together with its `change` leaf, and only then applied here.
 */
export class Keys {
  readonly #byDigest = new Map<string, Principal>();
  readonly #all = new Map<string, KeySummary & { readonly digest: string; readonly principal: string }>();
  /** Keys by the principals that they stand for; a principal outlives its key in the record. */
  readonly #byPrincipal = new Map<string, string>();

  static async load(store: Store): Promise<Keys> {
    const keys = new Keys();
    const rows = await store.read<Record<string, unknown>>('SELECT * FROM key ORDER BY created');
    for (const row of rows) keys.#put(keyRow.parse(row));
    return keys;
  }

  get(digest: string): Principal | undefined {
    return this.#byDigest.get(digest);
  }

  /** The principal of a key in force. */
  byId(id: string): Principal | undefined {
    const key = this.#all.get(id);
    return key && this.#byDigest.get(key.digest);
  }

  list(): readonly KeySummary[] {
    return [...this.#all.values()].map(({ digest: _digest, principal: _principal, ...summary }) => summary);
  }

  /** The key that a principal had, also when it was revoked. */
  ofPrincipal(principal: string): KeySummary | undefined {
    const key = this.#byPrincipal.get(principal);
    return key === undefined ? undefined : this.#all.get(key);
  }

  /** Every principal that ever had a key. */
  principals(): readonly string[] {
    return [...this.#byPrincipal.keys()];
  }

  find(idOrName: string): KeySummary | undefined {
    return (
      this.#all.get(idOrName) ?? [...this.#all.values()].find((key) => key.name === idOrName && !key.revoked)
    );
  }

  /** A new key: the text to show once, the row to commit, and what to do when it is committed. */
  prepareAdd(options: NewKeyOptions, clock: Clock, randomness: Randomness): PreparedKey {
    const key = newKey(randomness);
    const now = clock.now();
    const id = `k_${newId(now, randomness)}`;
    const principal = `p_${newId(now, randomness)}`;
    const digest = keyDigest(key);
    const labels = JSON.stringify(options.labels);
    const created = new Date(now).toISOString();
    return {
      key,
      id,
      rows: [
        {
          statement: 'insert-key',
          values: [
            id,
            digest,
            principal,
            options.name,
            options.kind,
            options.role,
            options.project,
            labels,
            created,
          ],
        },
      ],
      apply: () => this.#put({ id, hash: digest, principal, ...options, created, revoked: null }),
    };
  }

  prepareRevoke(
    id: string,
    clock: Clock,
  ): { readonly rows: readonly CommitRow[]; readonly apply: () => void } {
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
  prepareForgetName(
    id: string,
  ): { readonly rows: readonly CommitRow[]; readonly apply: () => void } | undefined {
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

  #put(row: z.output<typeof keyRow>): void {
    const digest = Buffer.from(row.hash).toString('base64url');
    const summary: KeySummary = {
      id: row.id,
      name: row.name,
      kind: row.kind,
      role: row.role,
      project: row.project,
      labels: row.labels,
      created: row.created,
      revoked: row.revoked ?? undefined,
    };
    this.#all.set(row.id, { ...summary, digest, principal: row.principal });
    this.#byPrincipal.set(row.principal, row.id);
    if (row.revoked !== null) return;
    this.#byDigest.set(digest, {
      id: row.principal,
      kind: row.kind,
      name: row.name,
      role: row.role,
      project: row.project,
      key: row.id,
      labels: row.labels,
    });
  }
}

export interface PreparedKey {
  /** The key itself; it is shown once and kept nowhere. */
  readonly key: string;
  readonly id: string;
  readonly rows: readonly CommitRow[];
  readonly apply: () => void;
}

const keyRow = z.object({
  id: z.string(),
  hash: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  principal: z.string(),
  name: z.string(),
  kind: z.enum(['person', 'app', 'agent']),
  role: z.enum(roles),
  project: z.string(),
  labels: z.union([
    z.array(z.string()),
    z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text))),
  ]),
  created: z.string(),
  revoked: z.string().nullable(),
});
