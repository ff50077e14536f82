import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CommonholdError, describe } from '#base';
import { homePaths } from '#home';
import { type KeyPlace, keysIn } from '#ledger';
import type { Terminal } from './terminal.ts';
import { printable } from './text.ts';

/** Longer ones are no passphrases but files that were named by mistake. */
const passphraseBytesMax = 4096;

/**
 * Whoever takes the file can try passphrases on a machine of their own. At the cost of our scrypt, twelve characters of
 * nobody's making hold; twelve that were made up hold less, and nothing here can tell them apart.
 */
const newPassphraseMin = 12;

/**
 * Where the keys of this home folder are, and how their passphrase is got: from the file that COMMONHOLD_PASSPHRASE_FILE
 * names, which may be `/dev/fd/3` or a credential of systemd, or from the person at the terminal. Never from a variable
 * or a parameter that holds the passphrase itself: other processes can read those, and they end up in logs and histories.
 */
export function keyPlaceOf(terminal: Terminal): KeyPlace {
  const { keys: folder } = homePaths(terminal.environment);
  const file = passphraseFileOf(terminal);
  let given: Promise<string> | undefined;
  const get = async (): Promise<string> => {
    if (file !== undefined) return readPassphraseFile(file, 'COMMONHOLD_PASSPHRASE_FILE');
    if (terminal.input.isTTY !== true) return keysIn(folder).passphrase();
    return askHidden(terminal, `Passphrase of the keys in ${printable(folder)}: `);
  };
  // A command that opens the keys twice asks once, and what comes through a pipe can be read only once.
  return { folder, passphrase: () => (given ??= get()) };
}

function passphraseFileOf(terminal: Terminal): string | undefined {
  const path = terminal.environment['COMMONHOLD_PASSPHRASE_FILE'];
  return path === '' ? undefined : path;
}

/** A new passphrase: from a file that was named for it, or typed twice. Throws `passphrase_weak`. */
export async function newPassphrase(terminal: Terminal, file: string | undefined): Promise<string> {
  const passphrase =
    file === undefined ? await askTwice(terminal) : await readPassphraseFile(file, undefined);
  if (passphrase.length < newPassphraseMin) {
    throw new CommonholdError('passphrase_weak', { characters: newPassphraseMin });
  }
  return passphrase;
}

async function askTwice(terminal: Terminal): Promise<string> {
  if (terminal.input.isTTY !== true) {
    throw new CommonholdError('key_act_refused', {
      detail: 'there is nobody to ask for a new passphrase at this terminal; name a file that holds it',
    });
  }
  const first = await askHidden(terminal, 'New passphrase: ');
  const second = await askHidden(terminal, 'Once more: ');
  if (first === second) return first;
  throw new CommonholdError('key_act_refused', { detail: 'the two passphrases differ' });
}

/** An existing passphrase of a file that is not this node's, such as a copy of keys. */
export async function passphraseOf(terminal: Terminal, path: string): Promise<string> {
  const file = passphraseFileOf(terminal);
  if (file !== undefined) return readPassphraseFile(file, 'COMMONHOLD_PASSPHRASE_FILE');
  if (terminal.input.isTTY !== true) throw new CommonholdError('passphrase_needed', { folder: path });
  return askHidden(terminal, `Passphrase of ${printable(path)}: `);
}

/** The content of a file, without the line feed that editors put at its end. */
async function readPassphraseFile(path: string, variable: string | undefined): Promise<string> {
  try {
    return await readOneLine(path);
  } catch (cause) {
    const detail = describe(cause);
    throw variable === undefined
      ? new CommonholdError('key_act_refused', { detail }, { cause })
      : new CommonholdError('environment_invalid', { name: variable, detail }, { cause });
  }
}

async function readOneLine(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    // A pipe has no length to ask for.
    for await (const chunk of file.createReadStream({ autoClose: false })) {
      const piece = chunk as Buffer;
      bytes += piece.byteLength;
      if (bytes > passphraseBytesMax) throw new Error(`${path} has more than ${passphraseBytesMax} bytes`);
      chunks.push(piece);
    }
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
    const line = text.replace(/\r?\n$/, '');
    if (line === '') throw new Error(`${path} is empty`);
    if (/[\r\n]/.test(line)) throw new Error(`${path} has more than one line`);
    return line;
  } finally {
    await file.close();
  }
}

/** Asks without showing what is typed. */
export function askHidden(terminal: Terminal, question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const asking = createInterface({ input: terminal.input, output: nowhere, terminal: true, historySize: 0 });
  terminal.errors.write(question);
  return new Promise((resolve, reject) => {
    asking.once('line', (line) => {
      // Before the end of the interface is told, which is no answer.
      asking.removeAllListeners('close');
      asking.close();
      terminal.errors.write('\n');
      resolve(line);
    });
    asking.once('close', () => {
      terminal.errors.write('\n');
      reject(new CommonholdError('key_act_refused', { detail: 'no passphrase was given' }));
    });
  });
}
