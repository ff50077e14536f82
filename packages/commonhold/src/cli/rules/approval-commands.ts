import { Command } from 'commander';
import type { Finish } from '../command.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { listLength } from '../terminal/option-values.ts';

/** `commonhold approvals`: calls that wait for somebody's yes. */
export function approvalCommands(terminal: Terminal, finish: Finish): Command {
  const approvals = new Command('approvals').description('calls that wait for somebody to approve of them');
  const load = () => import('./approvals.ts');
  approvals
    .command('list', { isDefault: true })
    .description('list those that you may decide, and your own; "commonhold approvals" alone does this')
    .option('--watch', 'go on, and list them again whenever something changes', false)
    .option('--json', 'print JSON', false)
    .action(async (options: { watch: boolean; json: boolean }) =>
      finish((await load()).listApprovalsCommand(terminal, options)),
    );
  approvals
    .command('show')
    .description('show what one is about; looking at its content is itself written down')
    .argument('<request>')
    .option('--content', 'also the words that would leave', false)
    .option('--reason <text>', 'why you look at the content; kept for owners and auditors')
    .option('--json', 'print JSON', false)
    .action(async (request: string, options: { content: boolean; reason?: string; json: boolean }) =>
      finish((await load()).showApprovalCommand(terminal, { reason: undefined, ...options, request })),
    );
  approvals
    .command('grant')
    .description('let these very bytes go, once')
    .argument('<request>')
    .option('--json', 'print JSON', false)
    .action(async (request: string, options: { json: boolean }) =>
      finish((await load()).grantApprovalCommand(terminal, { ...options, request })),
    );
  approvals
    .command('refuse')
    .description('refuse it, or take a grant back that was not used')
    .argument('<request>')
    .option('--reason <text>', 'why; the caller is told, and it is kept for owners and auditors')
    .option('--json', 'print JSON', false)
    .action(async (request: string, options: { reason?: string; json: boolean }) =>
      finish((await load()).refuseApprovalCommand(terminal, { reason: undefined, ...options, request })),
    );
  approvals
    .command('log')
    .description('list what was decided, latest first')
    .option('-n, --limit <count>', 'how many', listLength, 20)
    .option('--before <place>', 'only decisions before this place of the log: the next page')
    .option('--json', 'print JSON', false)
    .action(async (options: { limit: number; before?: string; json: boolean }) =>
      finish((await load()).approvalLogCommand(terminal, { before: undefined, ...options })),
    );
  return approvals;
}
