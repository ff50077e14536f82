import { createHash } from 'node:crypto';
import type { Head, WitnessState } from '@commonhold/tlog';
import type { Store } from '#store';

/** A head that was cosigned, as a monitor is shown it. */
export interface WitnessedHead extends Head {
  readonly time: string;
}

/**
 * The heads that were cosigned last. The database is what counts; this process is the only one that writes to it, so
 * what is decided from is kept here too: a log and 32 bytes for each.
 */
export class WitnessedHeads {
  readonly #store: Store;
  readonly #heads: Map<string, WitnessedHead>;
  /** The names under which monitors ask: the digests of the origins. */
  readonly #origins: Map<string, string>;

  private constructor(store: Store, rows: readonly (WitnessedHead & { readonly origin: string })[]) {
    this.#store = store;
    this.#heads = new Map(rows.map(({ origin, size, root, time }) => [origin, { size, root, time }]));
    this.#origins = new Map(rows.map(({ origin }) => [originDigest(origin), origin]));
  }

  static async load(store: Store): Promise<WitnessedHeads> {
    return new WitnessedHeads(store, await store.read('SELECT origin, size, root, time FROM witnessed'));
  }

  get count(): number {
    return this.#heads.size;
  }

  get(origin: string): WitnessedHead | undefined {
    return this.#heads.get(origin);
  }

  /**
   * Makes a head the one that was cosigned last, if the one from which that was decided still is. When it resolves, it
   * is on disk. A crash before costs the log one request. A crash after, with the answer not yet sent, lets the log
   * learn the size with its next request and go on from there.
   */
  async put(next: WitnessState, cosignatures: string, time: string): Promise<void> {
    const { origin, size, root, text, logLines } = next;
    const before = this.#heads.get(origin);
    await this.#store.commit({
      leaves: [],
      bodies: [],
      rows: [
        {
          statement: 'put-witnessed',
          values: [
            origin,
            size,
            root,
            text,
            logLines,
            cosignatures,
            time,
            before?.size ?? null,
            before?.root ?? null,
          ],
        },
      ],
      // What others ask for may not use the space that is kept for ending our own calls.
      urgency: 'intent',
    });
    this.#heads.set(origin, { size, root, time });
    this.#origins.set(originDigest(origin), origin);
  }

  /** The signed and cosigned checkpoint of the log with this digest; undefined for one that was never cosigned. */
  async note(digest: string): Promise<string | undefined> {
    const origin = this.#origins.get(digest);
    if (origin === undefined) return undefined;
    const [row] = await this.#store.read<{ text: string; log_lines: string; cosignatures: string }>(
      'SELECT text, log_lines, cosignatures FROM witnessed WHERE origin = ?',
      [origin],
    );
    return row && `${row.text}\n${row.log_lines}${row.cosignatures}`;
  }
}

function originDigest(origin: string): string {
  return createHash('sha256').update(origin).digest('hex');
}
