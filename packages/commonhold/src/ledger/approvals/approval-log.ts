import { type ChangeLeaf, type Leaf, parseLeaf } from '@commonhold/record';
import { CommonholdError, type Randomness } from '#base';
import type { Principal } from '#call';
import type { CommitRow, Store } from '#store';
import type { Domain } from '../bodies/domain-secret.ts';
import type { Domains } from '../bodies/domains.ts';
import type { LeafMaker } from '../log/leaves.ts';
import type { OpaqueNames } from '../log/opaque-names.ts';
import { type ApprovalDecision, openDecision, sealDecision } from './approval-decision.ts';

/** What the record says of one decision about a request for an approval. */
export interface ApprovalEntry {
  /** Where it is in the log. */
  readonly index: number;
  readonly time: string;
  readonly decision: ApprovalDecision['decision'];
  readonly pseudonym: string;
  /** Whom the pseudonym stands for; absent once the key of that domain was destroyed, as is what was decided about. */
  readonly principal?: string;
  readonly about?: ApprovalDecision;
}

/** What the open ledger lends. */
interface Means {
  readonly store: Store;
  readonly domains: Domains;
  readonly leaves: LeafMaker;
  readonly names: OpaqueNames;
  readonly randomness: Randomness;
  readonly home: string;
  append(leaf: Leaf, rows: readonly CommitRow[]): Promise<void>;
  settled(): Promise<void>;
  domainOf(principal: Principal): Promise<Domain>;
}

/** Who approved of what, and who refused: each is a `change` of what decides about calls. */
export class ApprovalLog {
  readonly #means: Means;

  constructor(means: Means) {
    this.#means = means;
  }

  /**
   * Resolves when the decision is durable; only then may it have an effect. A crash in between leaves a decision on record
   * that nobody used, because requests and grants live in memory.
   */
  async record(actor: Principal, decided: ApprovalDecision): Promise<void> {
    const { leaves, names, randomness } = this.#means;
    const domain = await this.#means.domainOf(actor);
    const target = names.target('approval', decided.request);
    const { commitment, sealed } = sealDecision(domain, randomness, target, decided);
    const leaf = leaves.change(domain.pseudonym, {
      subject: 'approval',
      action: decided.decision === 'granted' ? 'add' : 'remove',
      target,
      digest: commitment,
    });
    await this.#means.append(leaf, [{ statement: 'insert-approval', values: [{ leaf: 0 }, sealed] }]);
  }

  /** The latest first, from before this place of the log if one is given. */
  async list(limit: number, before?: number): Promise<readonly ApprovalEntry[]> {
    await this.#means.settled();
    const rows = await this.#means.store.read<{ idx: number; sealed: Uint8Array; bytes: Uint8Array }>(
      `SELECT approval.leaf AS idx, approval.sealed, leaf.bytes FROM approval JOIN leaf ON leaf.idx = approval.leaf
       WHERE approval.leaf < ? ORDER BY approval.leaf DESC LIMIT ?`,
      [before ?? Number.MAX_SAFE_INTEGER, limit],
    );
    const read = rows.map(({ idx, sealed, bytes }) => ({ idx, sealed, leaf: this.#leafOf(bytes) }));
    const domains = await this.#means.domains.around(read.map(({ leaf }) => leaf.time));
    return read.map(({ idx, sealed, leaf }) => entryOf(idx, leaf, sealed, domains.get(leaf.actor)));
  }

  #leafOf(bytes: Uint8Array): ChangeLeaf {
    const leaf = parseLeaf(bytes);
    if (leaf.kind !== 'change' || leaf.subject !== 'approval') {
      const detail = `the table of approvals names the leaf ${leaf.id}, which is of another kind`;
      throw new CommonholdError('home_damaged', { home: this.#means.home, detail });
    }
    return leaf;
  }
}

function entryOf(
  index: number,
  { time, action, actor, target, digest }: ChangeLeaf,
  sealed: Uint8Array,
  domain: Domain | undefined,
): ApprovalEntry {
  const about =
    domain === undefined || digest === undefined ? undefined : openDecision(domain, target, sealed, digest);
  return {
    index,
    time,
    decision: action === 'add' ? 'granted' : 'refused',
    pseudonym: actor,
    ...(domain === undefined ? {} : { principal: domain.principal }),
    ...(about === undefined ? {} : { about }),
  };
}
