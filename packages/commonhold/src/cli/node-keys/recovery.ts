import { createInterface } from 'node:readline/promises';
import { CommonholdError, systemClock } from '#base';
import {
  areSealed,
  checkRecipients,
  declineRecovery,
  isCurrent,
  readNodeKeys,
  readRecoveryState,
  type RecoveryState,
  requireNodeKeys,
  writeRecovery,
} from '#ledger';
import { type Action, exitCodes } from '../command.ts';
import { recordKeyAct } from './key-acts.ts';
import { keyPlaceOf } from '../terminal/passphrase.ts';
import { complain, print, printJson, styled, type Terminal } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';
import { keyDocument } from './passphrase.ts';

export interface SetRecoveryOptions {
  readonly recipients: readonly [string, string];
  readonly json: boolean;
}

/** `commonhold key recovery set`, beside a running node or without one. */
export const setRecoveryCommand: Action<SetRecoveryOptions> = async (terminal, { recipients, json }) => {
  await checkRecipients(recipients);
  const place = keyPlaceOf(terminal);
  const document = await keyDocument(terminal, place);
  const { recovery } = await readRecoveryState(place.folder).catch(() => ({ recovery: 'recipients' }));
  await recordKeyAct(terminal, {
    target: 'recovery',
    action: recovery === 'recipients' ? 'replace' : 'add',
  });
  await writeRecovery(place.folder, document, recipients, now());
  const file = `${place.folder}/recovery.age`;
  if (json) printJson(terminal, { file, recipients });
  else {
    print(terminal, `${printable(file)} holds the keys; each of the two recipients alone can open it.`);
    print(
      terminal,
      'Give both a copy of it now, and try it once: a recovery that nobody has tried is a hope.',
    );
    print(terminal, '  age --decrypt --identity IDENTITY recovery.age');
  }
  return exitCodes.done;
};

const agreement = 'none';

/** `commonhold key recovery none`. */
export const declineRecoveryCommand: Action<{ readonly yes: boolean; readonly json: boolean }> = async (
  terminal,
  options,
) => {
  if (!options.yes && !(await agrees(terminal))) {
    complain(terminal, 'Nothing was changed.');
    return exitCodes.no;
  }
  const place = keyPlaceOf(terminal);
  // Said beside no keys it would be said to nobody: the node may look into another folder.
  if (!(await areSealed(place.folder))) await requireNodeKeys(place);
  await recordKeyAct(terminal, { target: 'recovery', action: 'remove' });
  await declineRecovery(place.folder, now());
  if (options.json) printJson(terminal, { recovery: 'none' });
  else
    print(
      terminal,
      'There is no recovery, as you said. Erasing is possible now; the record says who said so.',
    );
  return exitCodes.done;
};

async function agrees(terminal: Terminal): Promise<boolean> {
  if (terminal.input.isTTY !== true) {
    throw new CommonholdError('key_act_refused', {
      detail: 'there is nobody to ask at this terminal; add --yes',
    });
  }
  const asking = createInterface({ input: terminal.input, output: terminal.errors });
  try {
    const question = `Without recovery, losing the key files is losing every call. Type "${agreement}" if that shall be so: `;
    return (await asking.question(question)).trim() === agreement;
  } finally {
    asking.close();
  }
}

/** `commonhold key recovery status`: asks for no passphrase. */
export const recoveryStatusCommand: Action<{ readonly json: boolean }> = async (terminal, options) => {
  const place = keyPlaceOf(terminal);
  const { folder } = place;
  const sealed = await areSealed(folder);
  const state = await readRecoveryState(folder);
  // What lies under a passphrase is not opened for a look.
  const current = sealed ? undefined : isCurrent(state, await readNodeKeys(place));
  if (options.json) printJson(terminal, { folder, sealed, current, ...state });
  else {
    print(
      terminal,
      `keys      ${printable(folder)}, ${sealed ? 'sealed by a passphrase' : 'in clear, mode 0600'}`,
    );
    for (const line of recoveryLines(terminal, state)) print(terminal, `recovery  ${line}`);
    if (current === false) print(terminal, `          ${staleText}`);
  }
  return state.recovery === 'missing' || current === false ? exitCodes.no : exitCodes.done;
};

const staleText = 'recovery.age holds other keys than those in use; run "commonhold key recovery set" again';

function recoveryLines(terminal: Terminal, state: RecoveryState): string[] {
  switch (state.recovery) {
    case 'missing':
      return [
        `${styled(terminal, 'yellow', 'not settled')}: nothing is erased until it is ("commonhold key recovery set --help")`,
      ];
    case 'none':
      return [`none, as was said on ${printable(state.since)}`];
    case 'recipients':
      return [`since ${printable(state.since)} by either of`, ...state.recipients.map(printable)];
  }
}

function now(): string {
  return new Date(systemClock.now()).toISOString();
}
