import { CommonholdError } from '#base';
import type { KeySummary } from '#identity';
import { type Action, exitCodes } from '../command.ts';
import { withNode } from '../node-client.ts';
import { readInput } from '../standard-input.ts';
import { complain, print, printJson } from '../terminal.ts';
import { oneLine, table } from '../text.ts';

export interface AddKeyOptions {
  readonly name: string;
  readonly kind: string | undefined;
  readonly role: string | undefined;
  readonly project: string | undefined;
  readonly labels: readonly string[];
  readonly json: boolean;
}

export const addKeyCommand: Action<AddKeyOptions> = async (terminal, { json, ...options }) =>
  withNode(terminal, async (node) => {
    const added = await node.post<{ id: string; key: string }>('/api/keys', options);
    if (json) printJson(terminal, added);
    else {
      print(terminal, added.key);
      complain(terminal, 'This key is shown once; the node keeps only its digest.');
    }
    return exitCodes.done;
  });

export const listKeysCommand: Action<{ readonly json: boolean }> = async (terminal, options) =>
  withNode(terminal, async (node) => {
    const { keys } = await node.get<{ keys: KeySummary[] }>('/api/keys');
    if (options.json) printJson(terminal, keys);
    else {
      const rows = keys.map((key) => [
        key.id,
        oneLine(key.name, 30),
        key.kind,
        key.role,
        key.project,
        key.labels.join(',') || '-',
        key.revoked === undefined ? 'in force' : `revoked ${key.revoked.slice(0, 10)}`,
      ]);
      print(terminal, table(['id', 'name', 'kind', 'role', 'project', 'labels', 'state'], rows));
    }
    return exitCodes.done;
  });

export const revokeKeyCommand: Action<{ readonly key: string; readonly json: boolean }> = async (
  terminal,
  options,
) =>
  withNode(terminal, async (node) => {
    const revoked = await node.delete<{ id: string; name: string }>(
      `/api/keys/${encodeURIComponent(options.key)}`,
    );
    if (options.json) printJson(terminal, revoked);
    else print(terminal, `The key ${oneLine(revoked.name, 60)} (${revoked.id}) is no longer accepted.`);
    return exitCodes.done;
  });

/** The credential comes from standard input, so that it stays out of the shell's history and the list of processes. */
export const providerKeyCommand: Action<{
  readonly provider: string;
  readonly remove: boolean;
  readonly json: boolean;
}> = async (terminal, options) => {
  const path = `/api/credentials/${encodeURIComponent(options.provider)}`;
  if (options.remove) {
    return withNode(terminal, async (node) => {
      await node.delete(path);
      if (options.json) printJson(terminal, { provider: options.provider });
      else print(terminal, `The credential for ${options.provider} is gone.`);
      return exitCodes.done;
    });
  }
  if (terminal.input.isTTY)
    complain(terminal, `Paste the credential for ${options.provider}, then press Enter and Ctrl-D.`);
  const secret = (await readInput(terminal)).trim();
  if (secret === '') {
    throw new CommonholdError('request_invalid', { detail: 'no credential came on standard input' });
  }
  return withNode(terminal, async (node) => {
    await node.put(path, { secret });
    if (options.json) printJson(terminal, { provider: options.provider });
    else
      print(terminal, `The credential for ${options.provider} is stored, sealed with the node's root key.`);
    return exitCodes.done;
  });
};
