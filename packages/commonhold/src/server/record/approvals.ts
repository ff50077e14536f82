import { CommonholdError, Turns } from '#base';
import type { Principal } from '#call';
import { type ApprovalRequest, type Approvals, mayDecide, mayGive } from '#gate';
import type { AccessOptions, Ledger } from '#ledger';

/**
 * What people do with the requests that calls wait under. Whatever somebody decides is on record before it has an effect,
 * and so is a look at what would leave. Requests and grants themselves live in memory: a node that stops forgets them, and
 * what was granted and not used stays in the log as what nobody used.
 */
export class ApprovalDesk {
  readonly #approvals: Approvals;
  readonly #ledger: Pick<Ledger, 'approvals' | 'accesses' | 'call'>;
  readonly #options: () => AccessOptions;
  /** One decision after the other, so that two about one request are not both written and one of them in vain. */
  readonly #deciding = new Turns();

  constructor(
    approvals: Approvals,
    ledger: Pick<Ledger, 'approvals' | 'accesses' | 'call'>,
    options: () => AccessOptions,
  ) {
    this.#approvals = approvals;
    this.#ledger = ledger;
    this.#options = options;
  }

  /** What this person may decide, and what they asked for themselves; the latest first. */
  list(reader: Principal): readonly ApprovalRequest[] {
    return this.#approvals.list().filter((request) => concerns(request, reader));
  }

  /** Throws `approval_unknown`, for what does not concern this person as for what is not there. */
  get(id: string, reader: Principal): ApprovalRequest {
    const request = this.#approvals.get(id);
    if (request === undefined || !concerns(request, reader)) throw unknown(id);
    return request;
  }

  /** The bytes that would leave. Throws `approval_unknown`, `approval_decided`, and what an opening throws. */
  async content(id: string, reader: Principal, reason: string | undefined): Promise<Uint8Array> {
    const request = this.get(id, reader);
    if (reader.id !== request.asking.id) {
      const { people, reason: asksWhy } = this.#options();
      if (people > 1) throw new CommonholdError('approval_content_closed');
      if (asksWhy === 'required' && reason === undefined) throw new CommonholdError('access_reason_required');
    }
    const { content, call } = request;
    if (content === undefined) throw decided(request);
    // A client that was told to come again has a refusal on record, and that may have been erased meanwhile.
    const onRecord = await this.#ledger.call(call);
    if (onRecord?.erasure !== undefined) {
      this.#approvals.forget(id);
      throw new CommonholdError('body_erased', { call });
    }
    await this.#ledger.accesses.lookAtWaiting(call, reader, {
      approval: id,
      ...(reason === undefined ? {} : { reason }),
    });
    return content;
  }

  /** Throws `approval_unknown`, `approval_not_yours`, `approval_decided`. */
  grant(id: string, by: Principal): Promise<ApprovalRequest> {
    return this.#deciding.take(async () => {
      const request = this.get(id, by);
      requireSay(request, by);
      const rules = mayGive(request, by);
      if (request.state !== 'open' || rules.length === 0) throw decided(request);
      await this.#record(by, request, { decision: 'granted', rules });
      return this.#approvals.grant(id, by) ?? this.#lost(id);
    });
  }

  /** Also takes back what was granted and not used. Throws the same. */
  refuse(id: string, by: Principal, reason: string | undefined): Promise<ApprovalRequest> {
    return this.#deciding.take(async () => {
      const request = this.get(id, by);
      requireSay(request, by);
      if (request.state === 'refused') throw decided(request);
      const rules = request.needed.map(({ rule }) => rule);
      await this.#record(by, request, {
        decision: 'refused',
        rules,
        ...(reason === undefined ? {} : { reason }),
      });
      return this.#approvals.refuse(id, by, reason) ?? this.#lost(id);
    });
  }

  #record(
    by: Principal,
    { id, call }: ApprovalRequest,
    decision: {
      readonly decision: 'granted' | 'refused';
      readonly rules: readonly string[];
      readonly reason?: string;
    },
  ): Promise<void> {
    return this.#ledger.approvals.record(by, { request: id, call, ...decision });
  }

  /** It ended, or was used, while the decision was being written. The record says what was decided, and nobody acts on it. */
  #lost(id: string): never {
    throw unknown(id);
  }
}

function concerns(request: ApprovalRequest, reader: Principal): boolean {
  return request.asking.id === reader.id || mayDecide(request, reader);
}

function requireSay(request: ApprovalRequest, person: Principal): void {
  if (mayDecide(request, person)) return;
  const by = [...new Set(request.needed.map((need) => need.by))].join(', ');
  throw new CommonholdError('approval_not_yours', { by });
}

function unknown(id: string): CommonholdError {
  return new CommonholdError('approval_unknown', { request: JSON.stringify(id) });
}

function decided({ id, state }: ApprovalRequest): CommonholdError {
  const words = state === 'open' ? 'granted by you; others are asked too' : state;
  return new CommonholdError('approval_decided', { request: JSON.stringify(id), state: words });
}
