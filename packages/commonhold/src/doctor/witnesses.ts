import type { Check } from './check.ts';
import { attention, broken, good, type Observation, unknown } from './finding.ts';
import type { NodeStatus } from './node-state.ts';
import type { Situation } from './situation.ts';

/**
 * A witness that fails once answers at the next round, and one whose machine starts anew within minutes; what lasts longer
 * wants somebody to look.
 */
const patienceMs = 600_000;

/** Whether the witnesses of the log do what they are asked, by the account of the node. */
export const witnessesCheck: Check = {
  name: 'witnesses',
  group: 'Node',
  async look({ node, world }: Situation): Promise<Observation[]> {
    if (node.type !== 'running') {
      return [
        unknown(
          'Whether witnesses cosign the log cannot be told without a node that answers.',
          'Start the node and run the doctor again.',
        ),
      ];
    }
    return [observe(node.status.witnesses, world.clock.now())];
  },
};

function observe(
  { asked, silent, silentSince, waits, signingHeld }: NodeStatus['witnesses'],
  nowMs: number,
): Observation {
  if (signingHeld !== undefined) {
    return broken(
      signingHeld,
      'Read "After a restored backup" in docs/guide/witnesses.md: the record, or a witness, is not what it should be.',
    );
  }
  if (asked === 0) {
    return good(
      'No witness is asked to cosign the log.',
      'Whoever should trust the record without trusting you needs one: docs/guide/witnesses.md.',
    );
  }
  if (silentSince === undefined || nowMs - Date.parse(silentSince) < patienceMs) {
    const who = asked === 1 ? 'One witness is' : `${asked} witnesses are`;
    return good(`${who} asked to cosign the log, and none has been silent for long.`);
  }
  const held = waits ? ', and heads are not published because their quorum is missing' : '';
  return attention(
    `${silent} of ${asked} witnesses have not cosigned what they were asked to, since ${silentSince}${held}.`,
    'Run "commonhold witness list": it says of each what is wrong and what to do.',
  );
}
