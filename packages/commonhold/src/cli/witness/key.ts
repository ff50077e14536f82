import { CommonholdError } from '#base';
import type { AcceptedLogs, WitnessView } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { withNode } from '../node/node-client.ts';
import { print, printJson, type Terminal } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';

/** `commonhold witness key`: what the owner of a log needs so that this node can witness it. */
export const witnessKeyCommand: Action<{ readonly json: boolean }> = async (terminal, options) =>
  withNode(terminal, async (node) => {
    const { witness } = await node.get<AcceptedLogs>('/api/witnesses/accepted');
    if (witness === undefined) throw new CommonholdError('witness_key_none');
    if (options.json) printJson(terminal, witness);
    else printWitness(terminal, witness);
    return exitCodes.done;
  });

/** Keys are printed on lines of their own: they are long, and somebody copies them. */
export function printWitness(terminal: Terminal, { verifierKeys }: WitnessView): void {
  const [ed25519, mlDsa44] = verifierKeys.map(printable);
  print(terminal, '\nIts owner needs, of this node as a witness:');
  print(terminal, `\nThe key for Ed25519, which every program knows:\n${ed25519}`);
  print(terminal, `\nThe key for ML-DSA-44, made to withstand quantum computers:\n${mlDsa44}`);
  print(
    terminal,
    `\nThe address: where others reach this node, with ${witnessPath} at its end, such as https://ai.example.org${witnessPath}`,
  );
}

const witnessPath = '/witness';
