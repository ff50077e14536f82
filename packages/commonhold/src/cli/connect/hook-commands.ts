import { Command } from 'commander';
import type { Finish } from '../command.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `commonhold hook`: what agents run before and after each use of a tool. */
export function hookCommands(terminal: Terminal, finish: Finish): Command {
  const load = () => import('./hook.ts');
  const hook = new Command('hook').description(
    'for agents that run tools themselves: tell the node, and obey its rules',
  );
  hook
    .command('pre-tool')
    .description("decide and record before a tool runs; reads the agent's JSON on standard input")
    .option('--json', 'for the sake of habit: what it prints is JSON in any case', false)
    .action(async () => finish((await load()).preToolCommand(terminal, {})));
  hook
    .command('post-tool')
    .description("record what came of it; reads the agent's JSON on standard input")
    .option('--json', 'for the sake of habit: what it prints is JSON in any case', false)
    .action(async () => finish((await load()).postToolCommand(terminal, {})));
  return hook;
}
