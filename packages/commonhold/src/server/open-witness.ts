import type { Logger } from 'pino';
import type { Clock, Randomness } from '#base';
import { type KeyPlace, loadWitnessSeed } from '#ledger';
import type { Store } from '#store';
import { Witness, type WitnessOptions } from '#witness';

interface WitnessOfNode {
  readonly store: Store;
  readonly keys: KeyPlace;
  readonly origin: string;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: Logger;
  readonly accept: () => WitnessOptions['accept'];
}

/** This node as a witness of other logs; it is one as soon as its owner accepts a log. */
export function openWitness({ keys, randomness, log, ...means }: WitnessOfNode): Promise<Witness> {
  return Witness.load({
    ...means,
    seed: (mayMake) => loadWitnessSeed(keys, mayMake, randomness),
    onContradiction: (contradiction) =>
      log.warn(contradiction, 'a log that this node witnesses signed a head that does not follow'),
  });
}

/** After a start and after each change of who is accepted: a key that is lost is told of before anybody asks for it. */
export function beginWitness(witness: Witness, log: Logger): void {
  if (!witness.isOpen) return;
  witness.begin().catch((thrown: unknown) => log.error({ err: thrown }, 'this node cannot act as a witness'));
}
