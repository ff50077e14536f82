import { CommonholdError } from '#base';
import type { Principal } from '#call';
import { extentOf } from '#identity';
import type { Recorder } from '#ledger';

/**
 * What pages are told while they are open: only that something changed, never what. A page then asks for it by the
 * ordinary routes, where it is decided who may see it.
 */
export type LiveEvent =
  | { readonly type: 'calls'; readonly ids: readonly string[] }
  | { readonly type: 'models' }
  | { readonly type: 'configuration' }
  | { readonly type: 'imports' }
  | { readonly type: 'approvals' };

interface Listener {
  readonly principal: Principal;
  readonly tell: (event: LiveEvent) => void;
  readonly end: () => void;
}

/** Open pages of one node. Beyond this somebody has forgotten to close a loop. */
const listenersMax = 200;
/** A person sees four updates a second as live; a node under load would otherwise send thousands. */
const gatherMs = 250;
/** A page asks for its list again whatever the ids are, so beyond this only the first are named. */
const idsMax = 50;

export class LiveEvents {
  readonly #listeners = new Set<Listener>();
  /** Calls that changed since the last telling, with the principal whose they are. */
  readonly #changed = new Map<string, string>();
  #others = new Set<'models' | 'configuration' | 'imports' | 'approvals'>();
  #timer: NodeJS.Timeout | undefined;

  /** Throws `events_full`. Returns the way to stop listening. */
  listen(principal: Principal, tell: (event: LiveEvent) => void, end: () => void): () => void {
    if (this.#listeners.size >= listenersMax)
      throw new CommonholdError('events_full', { limit: listenersMax });
    const listener = { principal, tell, end };
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** On the hot path: nothing happens while no page is open. */
  callChanged(call: string, principal: string): void {
    if (this.#listeners.size === 0) return;
    this.#changed.set(call, principal);
    this.#later();
  }

  changed(what: 'models' | 'configuration' | 'imports' | 'approvals'): void {
    if (this.#listeners.size === 0) return;
    this.#others.add(what);
    this.#later();
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const listener of this.#listeners) listener.end();
    this.#listeners.clear();
  }

  #later(): void {
    this.#timer ??= setTimeout(() => this.#tellAll(), gatherMs).unref();
  }

  #tellAll(): void {
    this.#timer = undefined;
    const changed = [...this.#changed];
    const others = [...this.#others];
    this.#changed.clear();
    this.#others.clear();
    for (const { principal, tell } of this.#listeners) {
      const seesAll = extentOf(principal, 'see-calls') === 'all';
      const ids = changed.filter(([, owner]) => seesAll || owner === principal.id).map(([id]) => id);
      if (ids.length > 0) tell({ type: 'calls', ids: ids.slice(0, idsMax) });
      for (const type of others) tell({ type });
    }
  }
}

/** The same recorder, whose calls are also told to open pages once they are on disk. */
export function announcing(recorder: Recorder, live: LiveEvents): Recorder {
  return {
    async intent(attempt) {
      const { id, principal } = attempt.call;
      const open = await recorder.intent(attempt);
      live.callChanged(id, principal.id);
      return {
        intent: open.intent,
        received: (chunk) => open.received(chunk),
        replied: (chunk) => open.replied(chunk),
        async outcome(result) {
          await open.outcome(result);
          live.callChanged(id, principal.id);
        },
      };
    },
    async refusal(refusal) {
      await recorder.refusal(refusal);
      live.callChanged(refusal.call.id, refusal.call.principal.id);
    },
  };
}
