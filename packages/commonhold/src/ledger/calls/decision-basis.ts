import { createHash } from 'node:crypto';
import { canonicalJson, type CanonicalValue } from '@commonhold/record';
import type { Destination } from '#call';
import type { CommitRow } from '#store';
import type { LabelReach } from '../recorder.ts';

/**
 * What rules could see of a call beyond the call itself, as canonical JSON: `{v, destination, found, own}`. It is the same
 * for every call that a configuration sends to one place, so the call's document holds its digest, and the text is
 * written once.
 */
export interface DecisionBasis {
  readonly digest: string;
  readonly text: string;
}

/** Stands for the place of a call that was refused. */
const nowhere = {};

/** The bases of calls, each made and written once. */
export class DecisionBases {
  /** By object: a configuration has one of each, and the next configuration has others. */
  readonly #made = new WeakMap<LabelReach, WeakMap<object, DecisionBasis>>();
  /** Digests that are on disk, as far as this ledger wrote them. */
  readonly #written = new Set<string>();

  of(reach: LabelReach | undefined, destination: Destination | undefined): DecisionBasis | undefined {
    if (reach === undefined) return undefined;
    let places = this.#made.get(reach);
    if (places === undefined) this.#made.set(reach, (places = new WeakMap()));
    const place = destination ?? nowhere;
    let basis = places.get(place);
    if (basis === undefined) places.set(place, (basis = basisOf(reach, destination)));
    return basis;
  }

  /** The row goes with the call that needs it first: after a crash both are there or neither is. */
  rowsFor(basis: DecisionBasis | undefined): readonly CommitRow[] {
    if (basis === undefined || this.#written.has(basis.digest)) return [];
    return [{ statement: 'insert-basis', values: [basis.digest, basis.text] }];
  }

  /** Only after the commit: one that failed has written nothing. */
  isWritten(basis: DecisionBasis | undefined): void {
    if (basis !== undefined) this.#written.add(basis.digest);
  }
}

function basisOf({ found, own }: LabelReach, destination: Destination | undefined): DecisionBasis {
  const known = Object.fromEntries(
    Object.entries(destination ?? {}).filter(([, fact]) => fact !== undefined),
  ) as Record<string, CanonicalValue>;
  const text = canonicalJson({
    v: 1,
    ...(destination === undefined ? {} : { destination: known }),
    found: found.toSorted(),
    own: own.toSorted(),
  });
  return { digest: createHash('sha256').update(text).digest('base64url'), text };
}
