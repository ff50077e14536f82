import type { ReceiptPart } from '@commonhold/record';
import { type Clock, CommonholdError, newId, type Randomness } from '#base';
import type { Principal } from '#call';
import type { AccessOptions, BodySearch, FoundBodies, Ledger } from '#ledger';

/** A request lives this long, agreed or not: long enough to reach somebody, too short to be forgotten lying open. */
const requestMs = 3_600_000;

/** Requests that wait; one more is refused, so that a loop cannot hide the one that somebody should see. */
const requestsMax = 64;

/** Somebody's wish to open a call, where that takes two people. */
export interface OpeningRequest {
  readonly id: string;
  readonly call: string;
  readonly asking: Principal;
  readonly reason: string | undefined;
  /** Milliseconds since 1970. */
  readonly asked: number;
  readonly agreed: Principal | undefined;
}

interface Waiting extends OpeningRequest {
  /** On the clock that nobody sets. */
  readonly until: number;
}

type Opened = Awaited<ReturnType<Ledger['openBodies']>>;
type Statement = NonNullable<Parameters<Ledger['openBodies']>[2]>;

/**
 * What the owner asks for before somebody sees what another said: a reason, and a second person. One's own calls are opened
 * without, because their words are no secret to whoever wrote them; the look is in the log all the same.
 *
 * Requests live in memory. A node that stops forgets them: who asked asks again, and an agreement that was not used stays
 * in the log as one that nobody used.
 */
export class Openings {
  readonly #ledger: Pick<Ledger, 'openBodies' | 'openReceipt' | 'accesses' | 'call'>;
  readonly #clock: Clock;
  readonly #randomness: Randomness;
  readonly #options: () => AccessOptions;
  readonly #waiting = new Map<string, Waiting>();

  constructor(
    ledger: Pick<Ledger, 'openBodies' | 'openReceipt' | 'accesses' | 'call'>,
    clock: Clock,
    randomness: Randomness,
    options: () => AccessOptions,
  ) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#randomness = randomness;
    this.#options = options;
  }

  /** Throws `access_reason_required`, `second_person_required`, and what opening throws. */
  async open(call: string, reader: Principal, reason: string | undefined): Promise<Opened> {
    return this.#permitted(call, reader, reason, (statement) =>
      this.#ledger.openBodies(call, reader, statement),
    );
  }

  /**
   * A receipt that opens parts of the call. Who gets it can test guesses at what was said, so it takes what an opening
   * takes, and an agreement is used up by either. Throws the same, and what a receipt throws.
   */
  async openReceipt(
    call: string,
    parts: readonly ReceiptPart[],
    reader: Principal,
    reason: string | undefined,
  ): Promise<Uint8Array> {
    return this.#permitted(call, reader, reason, (statement) =>
      this.#ledger.openReceipt(call, parts, reader, statement),
    );
  }

  async #permitted<Result>(
    call: string,
    reader: Principal,
    reason: string | undefined,
    open: (statement: Statement) => Promise<Result>,
  ): Promise<Result> {
    const said = reason === undefined ? {} : { reason };
    const { people, reason: asksWhy } = this.#options();
    const isFree = people === 1 && asksWhy === 'none';
    if (isFree || (await this.#callerOf(call)) === reader.id) {
      return open(said);
    }
    if (people === 1) {
      this.#requireReason(reason);
      return open(said);
    }
    const request = this.#current().find(
      (one) => one.call === call && one.asking.id === reader.id && one.agreed !== undefined,
    );
    if (request === undefined) throw new CommonholdError('second_person_required', { call });
    // Before anything is awaited, so that two openings at once cannot both use it.
    this.#waiting.delete(request.id);
    try {
      // The reason that was agreed to, and no other.
      const agreedTo = request.reason === undefined ? {} : { reason: request.reason };
      return await open({ ...agreedTo, request: request.id });
    } catch (thrown) {
      this.#waiting.set(request.id, request);
      throw thrown;
    }
  }

  /** Throws `search_closed`, `access_reason_required`. */
  async search(
    asked: BodySearch,
    reader: Principal,
    reason: string | undefined,
    signal: AbortSignal,
  ): Promise<FoundBodies> {
    // What a search finds tells what was said, so it would be a way around the second person.
    if (this.#options().people > 1) throw new CommonholdError('search_closed');
    this.#requireReason(reason);
    return this.#ledger.accesses.search(asked, reader, reason, signal);
  }

  /** Throws `call_unknown`, `second_person_unneeded`, `access_reason_required`, `openings_full`. */
  async ask(call: string, asking: Principal, reason: string | undefined): Promise<OpeningRequest> {
    const caller = await this.#callerOf(call);
    if (this.#options().people === 1 || caller === asking.id) {
      throw new CommonholdError('second_person_unneeded', { call });
    }
    this.#requireReason(reason);
    const before = this.#current();
    // Asking again is a new wish, with a reason that nobody has agreed to yet.
    for (const one of before) {
      if (one.call === call && one.asking.id === asking.id) this.#waiting.delete(one.id);
    }
    if (this.#waiting.size >= requestsMax) throw new CommonholdError('openings_full', { limit: requestsMax });
    const now = this.#clock.now();
    const request = {
      id: newId(now, this.#randomness),
      call,
      asking,
      reason,
      asked: now,
      agreed: undefined,
      until: this.#clock.monotonic() + requestMs,
    };
    this.#waiting.set(request.id, request);
    return request;
  }

  /** Latest first. */
  list(): readonly OpeningRequest[] {
    return this.#current().toReversed();
  }

  /** Throws `opening_unknown`, `same_person`. */
  async agree(id: string, agreeing: Principal): Promise<OpeningRequest> {
    const request = this.#find(id);
    if (request.asking.id === agreeing.id) throw new CommonholdError('same_person');
    if (request.agreed !== undefined) return request;
    // On record before it has an effect; a crash in between leaves an agreement that nobody used.
    await this.#ledger.accesses.agree(request.call, agreeing, { agreed: true, request: id });
    // It may have been refused or have ended meanwhile.
    const agreed = { ...this.#find(id), agreed: agreeing };
    this.#waiting.set(id, agreed);
    return agreed;
  }

  /** Also takes back one's own, and what was agreed to and not used. Throws `opening_unknown`. */
  refuse(id: string): OpeningRequest {
    const request = this.#find(id);
    this.#waiting.delete(id);
    return request;
  }

  #requireReason(reason: string | undefined): void {
    if (reason === undefined && this.#options().reason === 'required') {
      throw new CommonholdError('access_reason_required');
    }
  }

  /** Whose call it is. Throws `call_unknown`. */
  async #callerOf(call: string): Promise<string> {
    const detail = await this.#ledger.call(call);
    if (!detail) throw new CommonholdError('call_unknown', { call: JSON.stringify(call) });
    return detail.principal;
  }

  #find(id: string): Waiting {
    const request = this.#current().find((one) => one.id === id);
    if (request === undefined) throw new CommonholdError('opening_unknown', { request: JSON.stringify(id) });
    return request;
  }

  /** Those whose time is not over. */
  #current(): readonly Waiting[] {
    const now = this.#clock.monotonic();
    for (const [id, { until }] of this.#waiting) if (until <= now) this.#waiting.delete(id);
    return [...this.#waiting.values()];
  }
}
