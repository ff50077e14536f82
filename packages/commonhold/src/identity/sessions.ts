import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Clock, Randomness } from '#base';
import type { Principal } from '#call';
import type { CommitRow, Store } from '#store';
import { ownerBySocket } from './authenticate.ts';
import type { Keys } from './keys.ts';

/**
 * A browser's session stands for a key, or for whoever may open the home folder (`socket`): it can do what that key can
 * do, and ends with it. The browser holds 32 random bytes; only their SHA-256 is kept. Sessions are rows, so that a
 * restart signs nobody out, and a map in memory, because every request of a page asks.
 */
export interface Session {
  readonly principal: Principal;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

/** A week: long enough for daily work without signing in again, short enough for a laptop that was left somewhere. */
export const sessionMs = 7 * 24 * 3600 * 1000;

/** Browsers and devices of one key. One more ends its oldest session, as a person would expect of a forgotten browser. */
const sessionsPerKeyMax = 20;

interface Kept {
  readonly key: string;
  readonly created: string;
  readonly expires: number;
}

export interface PreparedSession {
  /** What the browser keeps; shown once. */
  readonly token: string;
  readonly expires: number;
  readonly rows: readonly CommitRow[];
  readonly apply: () => void;
}

export class Sessions {
  readonly #kept = new Map<string, Kept>();
  readonly #keys: Keys;
  readonly #clock: Clock;

  private constructor(keys: Keys, clock: Clock) {
    this.#keys = keys;
    this.#clock = clock;
  }

  static async load(store: Store, keys: Keys, clock: Clock): Promise<Sessions> {
    const sessions = new Sessions(keys, clock);
    const rows = await store.read<Record<string, unknown>>('SELECT * FROM session ORDER BY created');
    for (const row of rows) {
      const { digest, key, created, expires } = sessionRow.parse(row);
      sessions.#kept.set(Buffer.from(digest).toString('base64url'), {
        key,
        created,
        expires: Date.parse(expires),
      });
    }
    return sessions;
  }

  /** Undefined for a token that is not known, has expired, or whose key was revoked. */
  get(token: string): Session | undefined {
    const kept = this.#kept.get(digestOf(token).toString('base64url'));
    if (kept === undefined || kept.expires <= this.#clock.now()) return undefined;
    const principal =
      kept.key === ownerBySocket.key ? ownerBySocket : this.#keys.byId(kept.key, this.#clock.now());
    return principal && { principal, expires: kept.expires };
  }

  /** A new session for a principal; ended ones and its oldest surplus one go in the same commit. */
  prepareOpen(principal: Principal, randomness: Randomness): PreparedSession {
    const token = Buffer.from(randomness(32)).toString('base64url');
    const digest = digestOf(token);
    const now = this.#clock.now();
    const kept = {
      key: principal.key,
      created: new Date(now).toISOString(),
      expires: now + sessionMs,
    };
    const ended = this.#surplus(principal.key, now);
    return {
      token,
      expires: kept.expires,
      rows: [
        ...ended.map((name) => deleteRow(Buffer.from(name, 'base64url'))),
        {
          statement: 'insert-session',
          values: [digest, kept.key, kept.created, new Date(kept.expires).toISOString()],
        },
      ],
      apply: () => {
        for (const name of ended) this.#kept.delete(name);
        this.#kept.set(digest.toString('base64url'), kept);
      },
    };
  }

  prepareClose(token: string): { readonly rows: readonly CommitRow[]; readonly apply: () => void } {
    const digest = digestOf(token);
    return {
      rows: [deleteRow(digest)],
      apply: () => this.#kept.delete(digest.toString('base64url')),
    };
  }

  /** Every session of a key: for who fears that somebody else has one. */
  prepareCloseAll(key: string): {
    readonly count: number;
    readonly rows: readonly CommitRow[];
    readonly apply: () => void;
  } {
    const names = [...this.#kept].flatMap(([name, kept]) => (kept.key === key ? [name] : []));
    return {
      count: names.length,
      rows: names.map((name) => deleteRow(Buffer.from(name, 'base64url'))),
      apply: () => names.forEach((name) => this.#kept.delete(name)),
    };
  }

  #surplus(key: string, now: number): string[] {
    const all = [...this.#kept];
    const expired = all.filter(([, kept]) => kept.expires <= now);
    const own = all
      .filter(([, kept]) => kept.key === key && kept.expires > now)
      .toSorted(([, left], [, right]) => left.expires - right.expires);
    const surplus = own.slice(0, Math.max(0, own.length - (sessionsPerKeyMax - 1)));
    return [...expired, ...surplus].map(([name]) => name);
  }
}

function deleteRow(digest: Uint8Array): CommitRow {
  return { statement: 'delete-session', values: [digest] };
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

const sessionRow = z.object({
  digest: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  key: z.string(),
  created: z.string(),
  expires: z.iso.datetime(),
});
