import { createHash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Finding, IntentLeaf, RefusalLeaf } from '@commonhold/record';
import type { CallFacts, IntentDetail } from '../calls/details.ts';
import { text } from './row-cursor.ts';

interface At {
  readonly index: number;
  readonly call: string;
}

/**
 * Holds the texts of the table `basis` against the documents that name them by digest: each is there, is what its digest
 * says, and speaks of the place to which the leaf says that the call went. So what a call is decided again by is what it
 * was decided by.
 */
export class BasisCheck {
  readonly #database: DatabaseSync;
  readonly #byDigest: StatementSync;
  readonly #find: (finding: Finding) => void;
  /** Places of bases by digest, as one text; a node has as many as configurations and destinations. */
  readonly #known = new Map<string, string | undefined>();

  constructor(database: DatabaseSync, find: (finding: Finding) => void) {
    this.#database = database;
    this.#byDigest = database.prepare('SELECT text FROM basis WHERE digest = ?');
    this.#find = find;
  }

  check({ index, call }: At, leaf: IntentLeaf | RefusalLeaf, detail: CallFacts): void {
    if (detail.basis === undefined) return;
    const place = this.#placeOf(detail.basis);
    if (place === undefined) {
      const what = 'What this call was decided by is not in the table of bases.';
      this.#find({ leaf: index, call, what });
      return;
    }
    if (place === placeText(leaf, detail)) return;
    const what = 'What this call was decided by speaks of another place than the one to which it went.';
    this.#find({ leaf: index, call, what });
  }

  finish(): void {
    for (const row of this.#database.prepare('SELECT digest, text FROM basis').iterate()) {
      const digest = text(row['digest']);
      if (createHash('sha256').update(text(row['text'])).digest('base64url') === digest) continue;
      this.#find({ what: `The text of the basis ${digest} is not the one that calls were decided by.` });
    }
  }

  #placeOf(digest: string): string | undefined {
    if (this.#known.has(digest)) return this.#known.get(digest);
    const row = this.#byDigest.get(digest);
    const place = row === undefined ? undefined : placeIn(text(row['text']));
    this.#known.set(digest, place);
    return place;
  }
}

/** Undefined for a text that is none of ours; that its digest is wrong is found too. */
function placeIn(basis: string): string | undefined {
  try {
    const { destination } = JSON.parse(basis) as { destination?: Record<string, unknown> };
    return destination === undefined ? '' : textOf(destination);
  } catch {
    return undefined;
  }
}

function placeText(leaf: IntentLeaf | RefusalLeaf, detail: CallFacts): string {
  if (leaf.kind === 'refusal') return '';
  const { provider, legalEntity, retentionDays, trainsOnData } = detail as IntentDetail;
  const { country, local } = leaf.destination;
  return textOf({ provider, legalEntity, retentionDays, trainsOnData, country, local });
}

function textOf(place: Readonly<Record<string, unknown>>): string {
  const { provider, legalEntity, retentionDays, trainsOnData, country, local } = place;
  return JSON.stringify([provider, legalEntity, retentionDays, trainsOnData, country, local]);
}
