import { hash } from 'node:crypto';
import { type Clock, CommonholdError, newId, type Randomness } from '#base';
import type { Destination, Principal } from '#call';
import { approverRoles, type NeededApproval, type Rule } from '#policy';

/** A call waits this long for an answer: somebody who looks can give it, and most clients still hold the line. */
const waitMs = 60_000;
/** A request stays open this long, so that somebody who comes later can grant it and the client can come again. */
const openMs = 3_600_000;
/** What was decided holds this long: enough for a client to come again, too short to lie about as a way around rules. */
const decidedMs = 15 * 60_000;
/** Requests that nobody has decided; one more is refused, so that a loop cannot hide the one that somebody should see. */
const openMax = 256;
/** The same for one caller, so that no agent alone fills the list. */
const openOfOneMax = 16;
/** All that is remembered, decided or not. */
const rememberedMax = 2048;
/** Bytes kept to be shown to whoever decides. Beyond it a request is refused: nobody is asked about what they cannot see. */
const contentBytesMax = 64 * 1024 * 1024;

/** What somebody is asked to approve of: these bytes, to this place, for this caller. */
export interface Asked {
  readonly call: string;
  readonly asking: Principal;
  readonly model: string;
  readonly destination: Destination;
  /** Where at the destination, which says what is wanted of the bytes. */
  readonly path: string;
  /** The bytes exactly as they would leave. */
  readonly body: Uint8Array;
  readonly labels: readonly string[];
  readonly found: Readonly<Record<string, number>>;
  /** Never empty. */
  readonly needed: readonly NeededApproval[];
  /** The rules that ask, as they are in force. */
  readonly rules: readonly Rule[];
}

export interface ApprovalRequest extends Omit<Asked, 'body'> {
  readonly id: string;
  readonly state: 'open' | 'granted' | 'refused';
  /** Undefined once it is decided: then nobody needs to see it any more. */
  readonly content: Uint8Array | undefined;
  readonly bytes: number;
  /** Of the bytes, in base64url. */
  readonly sha256: string;
  /** Times are milliseconds since 1970, for people; what counts is a clock that nobody sets. */
  readonly asked: number;
  readonly expires: number;
  /** Until when a call waits for it now; undefined when none does. */
  readonly waitsUntil: number | undefined;
  /** Who has said yes so far, and for which of the rules. */
  readonly given: readonly {
    readonly by: Principal;
    readonly at: number;
    readonly rules: readonly string[];
  }[];
  readonly refused:
    | { readonly by: Principal; readonly at: number; readonly reason: string | undefined }
    | undefined;
}

/** How asking ended, for the call that asked. */
export type ApprovalAnswer =
  /** The approval was there for this one call, and is used up by it. */
  | { readonly type: 'granted'; readonly request: string }
  | { readonly type: 'refused'; readonly request: string; readonly reason: string | undefined }
  /** Nobody answered in time; the request stays open. */
  | { readonly type: 'pending'; readonly request: string }
  /** The client hung up, or the node stops; the request stays open. */
  | { readonly type: 'gone'; readonly request: string };

export interface ApprovalMeans {
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** Does something once, later, unless the function that it returns is called before. */
  readonly after: (ms: number, act: () => void) => () => void;
  /** A request came, was decided, was used or has lost its last waiting call. */
  readonly changed: () => void;
}

/** What changes of a request, and what it is found by. */
interface Entry {
  request: ApprovalRequest;
  readonly key: string;
  /** On the clock that nobody sets. */
  until: number;
  /** Calls that wait for it: how each is woken, and until when it waits, for people. */
  readonly waiting: Map<() => void, number>;
}

/**
 * Approvals that calls wait for. A grant is one use of one thing: these bytes, this destination, this caller, these rules
 * asked of these people. It never lets anything go by itself: the rules see it as a fact and decide again.
 *
 * Nothing here is durable and nothing is sent. A node that stops forgets every request and every grant that was not used,
 * so who asked asks again.
 */
export class Approvals {
  readonly #means: ApprovalMeans;
  readonly #byId = new Map<string, Entry>();
  readonly #byKey = new Map<string, Entry>();
  #contentBytes = 0;

  constructor(means: ApprovalMeans) {
    this.#means = means;
  }

  /**
   * Asks, and waits. A call that comes while the same is asked already joins that request; one that comes after the answer
   * gets it at once. Of two that want one grant exactly one gets it, and the other asks anew. Throws `approvals_full`.
   */
  async ask(asked: Asked, signal: AbortSignal): Promise<ApprovalAnswer> {
    const sha256 = hash('sha256', asked.body, 'base64url');
    const key = keyOf(asked, sha256);
    const waitsUntil = this.#means.clock.now() + waitMs;
    let isLate = false;
    let wake = (): void => undefined;
    const stop = this.#means.after(waitMs, () => {
      isLate = true;
      wake();
    });
    const gone = (): void => wake();
    signal.addEventListener('abort', gone, { once: true });
    try {
      for (;;) {
        // Between finding a grant and taking it nothing is awaited, so no other call can take the same.
        const entry = this.#find(key) ?? this.#open(asked, key, sha256);
        const { id: request, state, refused } = entry.request;
        // A grant that comes as the client goes is left for the client's next try.
        if (signal.aborted) return { type: 'gone', request };
        if (state === 'refused') return { type: 'refused', request, reason: refused?.reason };
        if (state === 'granted') {
          this.#end(entry);
          return { type: 'granted', request };
        }
        if (isLate) return { type: 'pending', request };
        await new Promise<void>((resolve) => {
          wake = resolve;
          entry.waiting.set(resolve, waitsUntil);
          this.#means.changed();
        });
        entry.waiting.delete(wake);
      }
    } finally {
      stop();
      signal.removeEventListener('abort', gone);
      this.#means.changed();
    }
  }

  /** Everything whose time is not over, the latest first. */
  list(): readonly ApprovalRequest[] {
    this.#sweep();
    return [...this.#byId.values()].map(viewOf).toReversed();
  }

  get(id: string): ApprovalRequest | undefined {
    this.#sweep();
    const entry = this.#byId.get(id);
    return entry && viewOf(entry);
  }

  /** Says yes for every rule for which this person may. Undefined when there is nothing to say yes to any more. */
  grant(id: string, by: Principal): ApprovalRequest | undefined {
    const entry = this.#live(id);
    if (entry?.request.state !== 'open') return undefined;
    const rules = mayGive(entry.request, by);
    if (rules.length === 0) return undefined;
    const given = [...entry.request.given, { by, at: this.#means.clock.now(), rules }];
    entry.request = { ...entry.request, given };
    if (missing(entry.request).length === 0) this.#decide(entry, { state: 'granted' });
    this.#means.changed();
    return viewOf(entry);
  }

  /** Says no; takes a grant back that was not used. Undefined when there is nothing to say no to any more. */
  refuse(id: string, by: Principal, reason: string | undefined): ApprovalRequest | undefined {
    const entry = this.#live(id);
    if (entry === undefined || entry.request.state === 'refused') return undefined;
    this.#decide(entry, { state: 'refused', refused: { by, at: this.#means.clock.now(), reason } });
    this.#means.changed();
    return viewOf(entry);
  }

  /** Forgets a request, such as one whose content was erased. */
  forget(id: string): void {
    const entry = this.#live(id);
    if (entry === undefined) return;
    this.#end(entry);
    for (const wake of entry.waiting.keys()) wake();
    this.#means.changed();
  }

  #live(id: string): Entry | undefined {
    this.#sweep();
    return this.#byId.get(id);
  }

  #find(key: string): Entry | undefined {
    this.#sweep();
    return this.#byKey.get(key);
  }

  #open({ body, ...asked }: Asked, key: string, sha256: string): Entry {
    const open = [...this.#byId.values()].filter(({ request }) => request.state === 'open');
    const own = open.filter(({ request }) => request.asking.id === asked.asking.id);
    const full = (what: string, limit: number): CommonholdError =>
      new CommonholdError('approvals_full', { what, limit });
    if (own.length >= openOfOneMax) throw full('requests of this caller', openOfOneMax);
    if (open.length >= openMax) throw full('requests', openMax);
    if (this.#byId.size >= rememberedMax) throw full('requests, decided or not,', rememberedMax);
    if (this.#contentBytes + body.byteLength > contentBytesMax) {
      throw full('bytes to be shown to whoever decides', contentBytesMax);
    }
    const { clock, randomness } = this.#means;
    const now = clock.now();
    const request: ApprovalRequest = {
      ...asked,
      id: newId(now, randomness),
      state: 'open',
      content: body,
      bytes: body.byteLength,
      sha256,
      asked: now,
      expires: now + openMs,
      waitsUntil: undefined,
      given: [],
      refused: undefined,
    };
    const entry = { request, key, until: clock.monotonic() + openMs, waiting: new Map<() => void, number>() };
    this.#contentBytes += body.byteLength;
    this.#byId.set(request.id, entry);
    this.#byKey.set(key, entry);
    return entry;
  }

  #decide(entry: Entry, what: Pick<ApprovalRequest, 'state'> & Partial<ApprovalRequest>): void {
    this.#release(entry);
    const { clock } = this.#means;
    entry.until = clock.monotonic() + decidedMs;
    entry.request = { ...entry.request, ...what, content: undefined, expires: clock.now() + decidedMs };
    for (const wake of entry.waiting.keys()) wake();
  }

  #release({ request }: Entry): void {
    this.#contentBytes -= request.content?.byteLength ?? 0;
  }

  #end(entry: Entry): void {
    this.#release(entry);
    this.#byId.delete(entry.request.id);
    this.#byKey.delete(entry.key);
  }

  #sweep(): void {
    const now = this.#means.clock.monotonic();
    for (const entry of this.#byId.values()) if (entry.until <= now) this.#end(entry);
  }
}

/** Everything that a grant is bound to. What is known of a destination belongs to it: the same name may come to mean another place. */
function keyOf({ asking, model, destination, path, needed }: Asked, sha256: string): string {
  const rules = needed.map(({ rule, by }) => `${rule}\n${by}`).sort();
  return JSON.stringify([asking.id, model, destination, path, sha256, rules]);
}

/** Rules for which nobody has said yes yet. */
function missing({ needed, given }: Pick<ApprovalRequest, 'needed' | 'given'>): readonly NeededApproval[] {
  const have = new Set(given.flatMap(({ rules }) => rules));
  return needed.filter(({ rule }) => !have.has(rule));
}

/** Rules of a request for which this person may say yes and nobody has. */
export function mayGive(request: ApprovalRequest, person: Principal): readonly string[] {
  return missing(request)
    .filter(({ by }) => mayApprove(person, by, request.asking))
    .map(({ rule }) => rule);
}

/** Whether somebody is asked at all, and so may say no as well. */
export function mayDecide({ needed, asking }: ApprovalRequest, person: Principal): boolean {
  return needed.some(({ by }) => mayApprove(person, by, asking));
}

/**
 * An approval is a person's: an agent that was given an owner's key must not say yes to itself. An auditor changes nothing.
 */
function mayApprove(person: Principal, by: string, asking: Principal): boolean {
  if (person.kind !== 'person' || person.role === 'auditor') return false;
  switch (by) {
    case approverRoles.owner:
      return person.role === 'owner';
    case approverRoles.anotherOwner:
      return person.role === 'owner' && person.id !== asking.id;
    default:
      return person.name === by;
  }
}

function viewOf({ request, waiting }: Entry): ApprovalRequest {
  const times = [...waiting.values()];
  return { ...request, waitsUntil: times.length === 0 ? undefined : Math.max(...times) };
}
