import { createInterface } from 'node:readline/promises';
import { CommonholdError } from '#base';
import type { Terminal } from './terminal.ts';

/** Asks a question that yes or no answers; anything but yes is no. Throws where nobody can be asked. */
export async function agreesTo(terminal: Terminal, question: string): Promise<boolean> {
  if (terminal.input.isTTY !== true) {
    throw new CommonholdError('request_invalid', {
      detail: 'there is nobody to ask at this terminal; add --yes after reading what would be done',
    });
  }
  const asking = createInterface({ input: terminal.input, output: terminal.errors });
  try {
    const answer = await asking.question(`${question} [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    asking.close();
  }
}
