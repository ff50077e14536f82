import type { OpenAttempt } from '#ledger';

/** Uses of one caller whose end has not been told. An agent runs a handful at a time; of a hundredfold the oldest are ended. */
const openPerCallerMax = 1000;

/** A use that is on record and whose end has not been told. */
export interface OpenUse {
  readonly open: OpenAttempt;
  readonly tool: string;
  readonly run: string | undefined;
  readonly labels: readonly string[];
  /** Those of them that it came with, whatever was found in it. */
  readonly carried: readonly string[];
  /** By the clock that only goes forward. */
  readonly started: number;
}

/** By caller and by the agent's own name for the use. Nobody's uses push out those of somebody else. */
export class OpenUses {
  readonly #byCaller = new Map<string, Map<string, OpenUse>>();

  /** Keeps it and gives those that are over by this: one of the same name, and the oldest of too many. */
  keep(caller: string, name: string, use: OpenUse): readonly OpenUse[] {
    const uses = this.#byCaller.get(caller) ?? new Map<string, OpenUse>();
    this.#byCaller.set(caller, uses);
    const before = uses.get(name);
    uses.delete(name);
    uses.set(name, use);
    const oldest = uses.size > openPerCallerMax ? uses.entries().next().value : undefined;
    if (oldest !== undefined) uses.delete(oldest[0]);
    return [before, oldest?.[1]].filter((silent) => silent !== undefined);
  }

  /** Takes it out; undefined where none of this name is open. */
  take(caller: string, name: string): OpenUse | undefined {
    const uses = this.#byCaller.get(caller);
    const use = uses?.get(name);
    uses?.delete(name);
    if (uses?.size === 0) this.#byCaller.delete(caller);
    return use;
  }
}
