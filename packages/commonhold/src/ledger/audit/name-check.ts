import type { DatabaseSync } from 'node:sqlite';
import type { EarlierName, LogReport } from '@commonhold/record';
import { sameBytes, type Verifier } from '@commonhold/tlog';
import { type EndedName, endedNamesSql } from '../log/log-names.ts';
import { bytes, integer, text } from './row-cursor.ts';

/** The names that ended, as the database has them; the verification holds them against the leaves. */
export function readEnded(database: DatabaseSync): readonly EndedName[] {
  return database
    .prepare(endedNamesSql)
    .all()
    .map((row) => ({
      origin: text(row['origin']),
      size: integer(row['size']),
      root: bytes(row['root']),
    }));
}

/** With the key that must have signed under each. */
export function withVerifiers(
  ended: readonly EndedName[],
  verifierOf: (origin: string) => Verifier | undefined,
): readonly EarlierName[] {
  return ended.map(({ origin, size }) => {
    const verifier = verifierOf(origin);
    return { origin, size, verifiers: verifier === undefined ? [] : [verifier] };
  });
}

/**
 * Holds the roots at which names ended against the log. A leaf that continues a name holds its root, and was checked; a
 * name that nothing was written after ended with all the leaves that there are.
 */
export class NameCheck {
  readonly #ended: readonly EndedName[];
  readonly #roots = new Map<number, string>();

  constructor(ended: readonly EndedName[]) {
    this.#ended = ended;
  }

  /** What a leaf says about the leaves before it. */
  continued(index: number, root: string): void {
    // Only where a name is known to have ended, so a log cannot make this grow.
    if (this.#ended.some(({ size }) => size === index)) this.#roots.set(index, root);
  }

  finish(log: LogReport, find: (what: string) => void): void {
    for (const { origin, size, root } of this.#ended) {
      const isSame =
        size === log.size
          ? sameBytes(root, log.root)
          : this.#roots.get(size) === Buffer.from(root).toString('base64url');
      if (!isSame) find(`The name ${origin} is kept as one that ended over other leaves than the log says.`);
    }
  }
}
