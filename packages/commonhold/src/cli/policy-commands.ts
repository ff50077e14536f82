import { Command } from 'commander';
import type { ExitCode } from './command.ts';
import type { Terminal } from './terminal.ts';

/** `commonhold policy`: the rules, what they decided and why. */
export function policyCommands(
  terminal: Terminal,
  finish: (running: Promise<ExitCode>) => Promise<void>,
): Command {
  const policy = new Command('policy').description('the rules: what may go where, and why it did');
  const files = () => import('./commands/policy-files.ts');
  const asked = () => import('./commands/policy-asked.ts');
  policy
    .command('list')
    .description('the rules in force in the running node')
    .option('--json', 'print JSON', false)
    .action(async (options: { json: boolean }) =>
      finish((await asked()).listPoliciesCommand(terminal, options)),
    );
  policy
    .command('check')
    .description('whether the rules in a folder are right; needs no node')
    .argument('[folder]', 'policies/ of the home folder unless named')
    .option('--json', 'print JSON', false)
    .action(async (folder: string | undefined, options: { json: boolean }) =>
      finish((await files()).checkPoliciesCommand(terminal, { ...options, folder })),
    );
  policy
    .command('test')
    .description('run the tests that lie beside the rules; needs no node')
    .argument('[folder]', 'policies/ of the home folder unless named')
    .option('--json', 'print JSON', false)
    .action(async (folder: string | undefined, options: { json: boolean }) =>
      finish((await files()).testPoliciesCommand(terminal, { ...options, folder })),
    );
  policy
    .command('explain')
    .description('why a call went where it went, or nowhere')
    .argument('<call>')
    .option('--json', 'print JSON', false)
    .action(async (call: string, options: { json: boolean }) =>
      finish((await asked()).explainCommand(terminal, { ...options, call })),
    );
  policy
    .command('adopt')
    .description('copy a starter set into the home folder; overwrites nothing')
    .argument('<set>', 'school, clinic, company or solo')
    .option('--json', 'print JSON', false)
    .action(async (set: string, options: { json: boolean }) =>
      finish((await import('./commands/policy-adopt.ts')).adoptCommand(terminal, { ...options, set })),
    );
  policy
    .command('schema')
    .description('print what rules can speak of, as a Cedar schema')
    .option('--json', 'print JSON', false)
    .action(async (options: { json: boolean }) =>
      finish((await files()).printSchemaCommand(terminal, options)),
    );
  return policy;
}
