import { Command, InvalidArgumentError } from 'commander';
import type { Finish } from '../command.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { listLength } from '../terminal/option-values.ts';

/** `commonhold search`: words in what was said, which is written down as one look at all the calls searched. */
export function searchCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('search')
    .description('search in what was said; that you did is itself written down')
    .argument('<words>')
    .option('--since <time>', 'only calls from then on, such as 2026-11-01 or 2026-11-01T10:00:00Z', since)
    .option('--before <place>', 'go on where the search before ended')
    .option('--reason <text>', 'why you search; kept for owners and auditors')
    .option('--json', 'print JSON', false)
    .action(async (words: string, options: SearchOptions) => {
      const { searchAction } = await import('./search.ts');
      await finish(
        searchAction(terminal, {
          words,
          since: options.since,
          before: options.before,
          reason: options.reason,
          json: options.json,
        }),
      );
    });
}

interface SearchOptions {
  readonly since?: string;
  readonly before?: string;
  readonly reason?: string;
  readonly json: boolean;
}

/** `commonhold access`: who read what, and openings that take two people. */
export function accessCommands(terminal: Terminal, finish: Finish): Command {
  const access = new Command('access').description('who read what, and openings that take two people');
  const load = () => import('./access.ts');
  access
    .command('log')
    .description('list who opened or searched what, latest first')
    .option('-n, --limit <count>', 'how many', listLength, 20)
    .option('--call <call>', 'only looks at this call')
    .option('--before <place>', 'only looks before this place of the log: the next page')
    .option('--json', 'print JSON', false)
    .action(async (options: { limit: number; call?: string; before?: string; json: boolean }) =>
      finish(
        (await load()).accessLogCommand(terminal, {
          limit: options.limit,
          call: options.call,
          before: options.before,
          json: options.json,
        }),
      ),
    );
  access
    .command('ask')
    .description('ask another owner to agree that you open a call')
    .argument('<call>')
    .option('--reason <text>', 'why; whoever agrees reads it, and it is kept')
    .option('--json', 'print JSON', false)
    .action(async (call: string, options: { reason?: string; json: boolean }) =>
      finish((await load()).askAccessCommand(terminal, { call, reason: options.reason, json: options.json })),
    );
  access
    .command('list')
    .description('list the requests that wait for a second person')
    .option('--json', 'print JSON', false)
    .action(async (options: { json: boolean }) =>
      finish((await load()).listAccessCommand(terminal, options)),
    );
  access
    .command('agree')
    .description('agree that whoever asked opens the call, once')
    .argument('<request>')
    .option('--json', 'print JSON', false)
    .action(async (request: string, options: { json: boolean }) =>
      finish((await load()).agreeAccessCommand(terminal, { ...options, request })),
    );
  access
    .command('refuse')
    .description('refuse a request, or take back your own')
    .argument('<request>')
    .option('--json', 'print JSON', false)
    .action(async (request: string, options: { json: boolean }) =>
      finish((await load()).refuseAccessCommand(terminal, { ...options, request })),
    );
  return access;
}

/** A day alone begins at midnight UTC, as all times of the record are. */
function since(text: string): string {
  const ms = Date.parse(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(ms)) {
    throw new InvalidArgumentError('It must be a time such as 2026-11-01T10:00:00Z.');
  }
  return new Date(ms).toISOString();
}
