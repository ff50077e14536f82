import { Command, Option } from 'commander';
import type { Finish } from '../command.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type HookedAgent, hookedAgents } from './hooks/hook-forms.ts';

interface Given {
  readonly agent: HookedAgent;
  readonly nodeFile?: string;
}

/** `commonhold hook`: what agents run before and after each use of a tool. */
export function hookCommands(terminal: Terminal, finish: Finish): Command {
  const load = () => import('./hook.ts');
  const hook = new Command('hook').description(
    'for agents that run tools themselves: tell the node, and obey its rules',
  );
  const command = (name: string, description: string) =>
    hook
      .command(name)
      .description(description)
      .addOption(
        new Option('--agent <agent>', 'whose form is read and answered in')
          .choices(hookedAgents)
          .default('claude-code'),
      )
      .option('--node-file <file>', 'where the node is, instead of COMMONHOLD_URL and COMMONHOLD_KEY')
      .option('--json', 'for the sake of habit: what it prints is JSON in any case', false);
  command(
    'pre-tool',
    "decide and record before a tool runs; reads the agent's JSON on standard input",
  ).action(async ({ agent, nodeFile }: Given) =>
    finish((await load()).preToolCommand(terminal, { agent, nodeFile })),
  );
  command('post-tool', "record what came of it; reads the agent's JSON on standard input").action(
    async ({ agent, nodeFile }: Given) =>
      finish((await load()).postToolCommand(terminal, { agent, nodeFile })),
  );
  return hook;
}
