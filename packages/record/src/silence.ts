/** Two session leaves further apart than the heartbeats of their session allow. It is an observation, no fault. */
export interface Silence {
  /** Index of the earlier one. */
  readonly leaf: number;
  readonly from: string;
  /** Time of the later one, or of the last leaf before the session was cut off or the log ends. */
  readonly to: string;
}

/**
 * Finds where heartbeats are missing, by the times that the leaves tell. A machine that slept, a clock that was set and
 * leaves that the signer left out look the same, so nothing follows from a silence but a question to the owner. A
 * clock that ran backwards hides one.
 */
export class SilenceCheck {
  #total = 0;
  readonly #kept: Silence[] = [];
  #session: Watched | undefined;

  /** A session opens. Without a schedule that it promised, nothing is a silence. */
  open(index: number, time: string, silenceMs: number | undefined): void {
    this.#add(this.#lastOf());
    this.#session =
      silenceMs === undefined ? undefined : { silenceMs, leaf: index, beat: time, latest: time };
  }

  /** A heartbeat or the close of the session that is open. */
  beat(index: number, time: string): void {
    const session = this.#session;
    if (session === undefined) return;
    this.#add(silenceOf(session, time));
    session.leaf = index;
    session.beat = time;
    session.latest = time;
  }

  close(): void {
    this.#session = undefined;
  }

  /** Any other leaf of the session. */
  leaf(time: string): void {
    if (this.#session !== undefined) this.#session.latest = time;
  }

  /** As if the log ended here. */
  report(): { readonly total: number; readonly kept: readonly Silence[] } {
    const last = this.#lastOf();
    if (last === undefined) return { total: this.#total, kept: this.#kept.slice() };
    return { total: this.#total + 1, kept: [...this.#kept, last].slice(0, silencesKeptMax) };
  }

  /** How long a node went on after its last heartbeat is known only as far as it left leaves. */
  #lastOf(): Silence | undefined {
    return this.#session === undefined ? undefined : silenceOf(this.#session, this.#session.latest);
  }

  #add(silence: Silence | undefined): void {
    if (silence === undefined) return;
    this.#total += 1;
    if (this.#kept.length < silencesKeptMax) this.#kept.push(silence);
  }
}

function silenceOf({ silenceMs, leaf, beat }: Watched, to: string): Silence | undefined {
  return Date.parse(to) - Date.parse(beat) > silenceMs ? { leaf, from: beat, to } : undefined;
}

interface Watched {
  readonly silenceMs: number;
  /** The latest session leaf: its index and time. */
  leaf: number;
  beat: string;
  /** Time of the latest leaf of any kind. */
  latest: string;
}

/** To show where to ask; the count goes on. */
const silencesKeptMax = 100;
