import { CommonholdError } from '#base';
import type { KeyView } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { withNode } from '../node/node-client.ts';
import { readInput } from '../terminal/standard-input.ts';
import { complain, print, printJson } from '../terminal/terminal.ts';
import { oneLine, table } from '../terminal/text.ts';

/** Until when a key holds, what it may be used for, and how much. What was not said is undefined. */
export interface KeyTermsOptions {
  readonly expires: string | undefined;
  readonly models: readonly string[] | undefined;
  readonly wires: readonly string[] | undefined;
  readonly operations: readonly string[] | undefined;
  readonly requestsPerMinute: number | undefined;
  readonly tokensPerMinute: number | undefined;
  readonly concurrent: number | undefined;
  readonly budgets: readonly string[] | undefined;
}

export interface AddKeyOptions extends KeyTermsOptions {
  readonly name: string;
  readonly kind: string | undefined;
  readonly role: string | undefined;
  readonly project: string | undefined;
  readonly labels: readonly string[];
  readonly json: boolean;
}

const shownOnce = 'This key is shown once; the node keeps only its digest.';

export const addKeyCommand: Action<AddKeyOptions> = async (terminal, options) =>
  withNode(terminal, async (node) => {
    const { name, kind, role, project, labels, expires } = options;
    const added = await node.post<{ id: string; key: string }>('/api/keys', {
      name,
      kind,
      role,
      project,
      labels,
      expires,
      scope: scopeOf(options, {}),
      limits: limitsOf(options, {}),
    });
    if (options.json) printJson(terminal, added);
    else {
      print(terminal, added.key);
      complain(terminal, shownOnce);
    }
    return exitCodes.done;
  });

export const listKeysCommand: Action<{ readonly json: boolean }> = async (terminal, options) =>
  withNode(terminal, async (node) => {
    const { keys } = await node.get<{ keys: KeyView[] }>('/api/keys');
    if (options.json) printJson(terminal, keys);
    else {
      const rows = keys.map((key) => [
        key.id,
        oneLine(key.name, 30),
        key.kind,
        key.role,
        key.project,
        key.labels.join(',') || '-',
        oneLine(scopeText(key), 40),
        oneLine(limitsText(key), 60),
        stateText(key),
      ]);
      const heads = ['id', 'name', 'kind', 'role', 'project', 'labels', 'only for', 'limits', 'state'];
      print(terminal, table(heads, rows));
    }
    return exitCodes.done;
  });

/** Changes what is named and leaves the rest as it is: each list takes the place of the one before it. */
export const changeKeyCommand: Action<
  KeyTermsOptions & { readonly key: string; readonly json: boolean }
> = async (terminal, options) =>
  withNode(terminal, async (node) => {
    const { keys } = await node.get<{ keys: KeyView[] }>('/api/keys');
    const before =
      keys.find(({ id }) => id === options.key) ??
      keys.findLast(({ name, revoked }) => name === options.key && revoked === undefined);
    if (before === undefined)
      throw new CommonholdError('key_not_listed', { key: JSON.stringify(options.key) });
    const changed = await node.patch<KeyView>(`/api/keys/${encodeURIComponent(before.id)}`, {
      expires: options.expires,
      scope: scopeOf(options, before.scope),
      limits: limitsOf(options, before.limits),
    });
    if (options.json) printJson(terminal, changed);
    else {
      print(terminal, `The key ${oneLine(changed.name, 60)} (${changed.id}): ${stateText(changed)}.`);
      print(terminal, `Only for: ${scopeText(changed)}. Limits: ${limitsText(changed)}.`);
    }
    return exitCodes.done;
  });

export const rotateKeyCommand: Action<{
  readonly key: string;
  readonly grace: string;
  readonly json: boolean;
}> = async (terminal, options) =>
  withNode(terminal, async (node) => {
    const path = `/api/keys/${encodeURIComponent(options.key)}/rotate`;
    const made = await node.post<{ key: string; name: string; old: string; expires: string }>(path, {
      graceHours: hoursOf(options.grace),
    });
    if (options.json) printJson(terminal, made);
    else {
      print(terminal, made.key);
      complain(terminal, `${shownOnce} The old one (${made.old}) is accepted until ${made.expires}.`);
    }
    return exitCodes.done;
  });

function hoursOf(grace: string): number {
  const [, count, unit] = /^(\d{1,4})([hd])$/.exec(grace) ?? [];
  if (count === undefined)
    throw new CommonholdError('request_invalid', { detail: '--grace: a time such as 24h or 7d' });
  return Number(count) * (unit === 'd' ? 24 : 1);
}

/** Undefined when nothing of it was said. */
function scopeOf(
  { models, wires, operations }: KeyTermsOptions,
  before: KeyView['scope'],
): KeyView['scope'] | undefined {
  if ([models, wires, operations].every((said) => said === undefined)) return undefined;
  return {
    models: models ?? before.models,
    wires: wires ?? before.wires,
    operations: operations ?? before.operations,
  };
}

function limitsOf(
  { requestsPerMinute, tokensPerMinute, concurrent, budgets }: KeyTermsOptions,
  before: Partial<KeyView['limits']>,
): Partial<KeyView['limits']> | undefined {
  if ([requestsPerMinute, tokensPerMinute, concurrent, budgets].every((said) => said === undefined))
    return undefined;
  return {
    requestsPerMinute: requestsPerMinute ?? before.requestsPerMinute,
    tokensPerMinute: tokensPerMinute ?? before.tokensPerMinute,
    concurrentCalls: concurrent ?? before.concurrentCalls,
    budgets: budgets ?? before.budgets ?? [],
  };
}

function scopeText({ scope }: KeyView): string {
  const { models = [], wires = [], operations = [] } = scope;
  return [...models, ...wires, ...operations].join(', ') || '-';
}

function limitsText({ limits, budgets: standing }: KeyView): string {
  const { requestsPerMinute, tokensPerMinute, concurrentCalls } = limits;
  const own = standing.filter(({ of }) => of === 'caller');
  const budgets =
    own.length === 0 ? limits.budgets : own.map(({ budget, used }) => `${budget} (${used} used)`);
  const parts = [
    requestsPerMinute === undefined ? [] : [`${requestsPerMinute} requests/minute`],
    tokensPerMinute === undefined ? [] : [`${tokensPerMinute} tokens/minute`],
    concurrentCalls === undefined ? [] : [`${concurrentCalls} at once`],
    budgets,
  ];
  return parts.flat().join(', ') || '-';
}

function stateText({ revoked, expired, expires }: KeyView): string {
  if (revoked !== undefined) return `revoked ${revoked.slice(0, 10)}`;
  if (expires === undefined) return 'in force';
  return expired ? `expired ${expires.slice(0, 10)}` : `in force until ${expires.slice(0, 16)}Z`;
}

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
