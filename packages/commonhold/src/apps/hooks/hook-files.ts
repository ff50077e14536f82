import { join } from 'node:path';
import type { Json } from '#base';
import type { ConnectFacts, FileEdit } from '../app.ts';
import { setInJson, valueInJson } from '../edits/json-edit.ts';
import { unfit } from '../edits/unfit.ts';
import { shellWords } from './shell-words.ts';

/** How long an agent waits for a hook before it goes on without one. The hook itself gives the node half of it. */
export const hookSeconds = 60;

type HookCommand = 'pre-tool' | 'post-tool';

/**
 * The file in which a hook finds the node. It lies beside the agent's own files, because its agent hands no variables to its
 * hooks, or takes out those that look like keys.
 */
export function nodeFile(folder: string, { address, key }: ConnectFacts): FileEdit {
  return {
    path: nodeFileIn(folder),
    edit: () => `${JSON.stringify({ url: address, key, whenSilent: 'closed' }, null, 2)}\n`,
  };
}

/** What such an agent runs. */
export function hookCommand(
  agent: string,
  folder: string,
  which: HookCommand,
  { command }: ConnectFacts,
): string {
  const words = ['hook', which, '--agent', agent, '--node-file', nodeFileIn(folder)];
  return `${command} ${shellWords(words, process.platform)}`;
}

/**
 * The command for agents that take an end with 2 for a no, and any other error for a reason to go on. Our command says no by
 * itself; this is for when it is not there any more. A shell of Windows may have no such words, and gets the command alone.
 */
export function orRefuse(command: string): string {
  if (process.platform === 'win32') return command;
  return `${command} || { echo '${couldNotAsk}' >&2; exit 2; }`;
}

export const couldNotAsk = 'COMMONHOLD COULD NOT BE ASKED, so no tool runs.';

function nodeFileIn(folder: string): string {
  return join(folder, 'commonhold-node.json');
}

/** Adds a hook for every tool behind those that are there, in the form that three agents share. */
export function withHook(
  text: string,
  event: string,
  hook: Readonly<Record<string, Json>>,
  path: string,
): string {
  const before = valueInJson(text, ['hooks', event], path) ?? [];
  if (!Array.isArray(before)) throw unfit(path, `hooks.${event} is not a list`);
  const ours: Json = { matcher: '*', hooks: [{ type: 'command', ...hook }] };
  return setInJson(text, ['hooks', event], [...(before as Json[]), ours], path);
}
