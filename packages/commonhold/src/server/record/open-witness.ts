import type { Logger } from 'pino';
import type { Clock, Randomness } from '#base';
import type { Principal } from '#call';
import { type KeyPlace, type Ledger, loadWitnessSeed } from '#ledger';
import type { Store } from '#store';
import { Witness, type WitnessOptions } from '#witness';

interface WitnessOfNode {
  readonly store: Store;
  readonly keys: KeyPlace;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: Logger;
  /** When the backup was made, at the first start on a restored copy. */
  readonly restoredFrom: string | undefined;
  readonly accept: () => WitnessOptions['accept'];
}

/** This node as a witness of other logs; it is one as soon as its owner accepts a log. */
export async function openWitness(node: WitnessOfNode): Promise<Witness> {
  const { store, keys, ledger, clock, randomness, log, restoredFrom, accept } = node;
  const witness = await Witness.load({
    store,
    origin: ledger.origin,
    clock,
    accept,
    seed: (mayMake) => loadWitnessSeed(keys, mayMake, randomness),
    record: (actor, row) =>
      ledger.change({ actor, subject: 'node-keys', action: 'add', target: 'witness' }, [row]),
    onContradiction: (contradiction) =>
      log.warn(contradiction, 'a log that this node witnesses signed a head that does not follow'),
  });
  if (restoredFrom !== undefined && witness.logCount > 0) {
    // Nothing here can tell whether there was anything to forget, and nobody else is told.
    log.warn(
      { backup: restoredFrom },
      'this node is a witness and has forgotten what it cosigned after the backup',
    );
  }
  return witness;
}

/** After a start and after each change of who is accepted: a key that is lost is told of before anybody asks for it. */
export function beginWitness(witness: Witness, actor: Principal, log: Logger): void {
  if (!witness.isOpen) return;
  witness
    .begin(actor)
    .catch((thrown: unknown) => log.error({ err: thrown }, 'this node cannot act as a witness'));
}
