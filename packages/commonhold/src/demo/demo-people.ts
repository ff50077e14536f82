import type { Clock, Randomness } from '#base';
import type { Principal } from '#call';
import { change } from '#gate';
import { Keys, ownerBySocket } from '#identity';
import type { Ledger } from '#ledger';
import { type DemoCaller, demoCallers, leavingCaller } from './people.ts';

/**
 * The callers of the story with their keys, which nobody has: each is made, recorded and forgotten. None is an owner's, so
 * that the first start makes one and shows it.
 */
export class DemoPeople {
  readonly #clock: Clock;
  readonly #randomness: Randomness;
  readonly #keys = new Keys();
  readonly #principals = new Map<DemoCaller, Principal>();

  constructor(clock: Clock, randomness: Randomness) {
    this.#clock = clock;
    this.#randomness = randomness;
  }

  /** Everybody gets a key on the first day. */
  async arrive(ledger: Ledger): Promise<void> {
    for (const caller of demoCallers) {
      const { name, kind, project, labels } = caller;
      const prepared = this.#keys.prepareAdd(
        { name, kind, role: 'member', project, labels: [...labels] },
        this.#clock,
        this.#randomness,
      );
      await change(ledger, ownerBySocket, {
        subject: 'key',
        action: 'add',
        target: prepared.id,
        rows: prepared.rows,
        apply: prepared.apply,
      });
      const principal = this.#keys.byId(prepared.id, this.#clock.now());
      if (principal === undefined) throw new Error(`The key of ${name} is not in force.`);
      this.#principals.set(caller, principal);
    }
  }

  /** One key is revoked; its calls stay, and its owner makes no more. */
  async leave(ledger: Ledger): Promise<void> {
    const key = this.#keys.find(leavingCaller);
    if (key === undefined) return;
    await change(ledger, ownerBySocket, {
      subject: 'key',
      action: 'remove',
      target: key.id,
      ...this.#keys.prepareRevoke(key.id, this.#clock),
    });
  }

  /** Undefined once the key was revoked. */
  principal(caller: DemoCaller): Principal | undefined {
    const principal = this.#principals.get(caller);
    return principal && this.#keys.byId(principal.key, this.#clock.now());
  }
}
