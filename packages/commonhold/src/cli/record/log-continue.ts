import { randomFillSync } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { CommonholdError, hasCode, pooledRandomness, systemClock } from '#base';
import { homePaths } from '#home';
import { continueLog, type NewName } from '#ledger';
import { openHome } from '#server';
import { databaseFile, openStore, spaceReserveDefaultBytes } from '#store';
import { type Action, exitCodes } from '../command.ts';
import { keyPlaceOf } from '../terminal/passphrase.ts';
import { complain, print, printJson, type Terminal } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';

export interface LogContinueOptions {
  readonly yes: boolean;
  readonly json: boolean;
}

/** The word that a person types; a mere Enter must not end a name. */
const agreement = 'continue';

/** `commonhold log continue`: gives the log of a home folder, whose node does not run, a new name. */
export const logContinueCommand: Action<LogContinueOptions> = async (terminal, options) => {
  const paths = homePaths(terminal.environment);
  await requireDatabase(paths.home, paths.database);
  // Holds the lock, so that no node signs under the old name meanwhile.
  const home = await openHome(paths);
  try {
    const store = await openStore({
      path: paths.database,
      spaceReserveBytes: spaceReserveDefaultBytes,
      // What was not acknowledged was not done; the error itself reaches whoever waits for it.
      onFatal: () => undefined,
    });
    try {
      const next = await continueLog({
        home: paths.home,
        keys: keyPlaceOf(terminal),
        store,
        randomness: pooledRandomness((bytes) => randomFillSync(bytes)),
        nowMs: systemClock.now(),
      });
      if (!options.json) describe(terminal, next);
      const isAgreed = next.isDone || options.yes || (!options.json && (await agrees(terminal)));
      if (isAgreed) await next.carryOut();
      const { ended, origin, verifierKey, size, signed } = next;
      if (options.json) {
        const log = { ended, size, signed, ...(isAgreed ? { origin, verifierKey } : {}) };
        printJson(terminal, { done: isAgreed, log });
      } else if (isAgreed) print(terminal, whatFollows(next));
      else complain(terminal, 'Nothing was changed.');
      return isAgreed ? exitCodes.done : exitCodes.no;
    } finally {
      await store.close();
    }
  } finally {
    await home.release();
  }
};

async function requireDatabase(home: string, path: string): Promise<void> {
  try {
    await stat(path);
  } catch (thrown) {
    if (!hasCode(thrown, 'ENOENT')) throw thrown;
    throw new CommonholdError('home_damaged', { home, detail: `there is no ${databaseFile} in it` });
  }
}

function describe(terminal: Terminal, { ended, size, signed, isDone }: NewName): void {
  const heads = signed === undefined ? 'none of them signed' : `signed up to ${signed}`;
  print(terminal, `The log here is ${printable(ended)}: ${size} entries, ${heads}.`);
  if (isDone) return;
  for (const line of [
    '',
    'It goes on with these entries and the same key, under a new name. The next start says in its first entry',
    'which name ended, and over which entries. What is not here stays lost.',
    '  - Heads and receipts of the old name stay what they are, as far as these entries go.',
    '  - Whoever has later ones can show that there was more. That is the truth, and it stays on record.',
    '  - Witnesses must accept the new name before they cosign it, and others must be told of it.',
    'There is no way back to the old name.',
  ]) {
    print(terminal, line);
  }
}

async function agrees(terminal: Terminal): Promise<boolean> {
  if (!terminal.input.isTTY) {
    throw new CommonholdError('request_invalid', {
      detail: 'there is nobody to ask at this terminal; add --yes after reading what would be done',
    });
  }
  const asking = createInterface({ input: terminal.input, output: terminal.errors });
  try {
    return (await asking.question(`\nType "${agreement}" to go on: `)).trim() === agreement;
  } finally {
    asking.close();
  }
}

function whatFollows({ origin, verifierKey, isDone }: NewName): string {
  return [
    isDone
      ? `It has its new name already, and nothing was written under it yet: ${printable(origin)}`
      : `\nThe log is now ${printable(origin)}`,
    `  key   ${printable(verifierKey)}`,
    'Give this key to whoever witnesses or checks this log, in place of the old one. Then start the node.',
  ].join('\n');
}
