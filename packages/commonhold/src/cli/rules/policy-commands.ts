import { Command, Option } from 'commander';
import { systemClock } from '#base';
import type { TryGroup } from '#server';
import type { Finish } from '../command.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Changes that a script may want to stop at. */
const changes = {
  'newly-denied': 'newlyDenied',
  'newly-allowed': 'newlyAllowed',
  rerouted: 'rerouted',
  unknown: 'unknown',
} as const satisfies Readonly<Record<string, TryGroup>>;

interface TryFlags {
  readonly since?: string;
  readonly until?: string;
  readonly mode?: 'enforce' | 'observe';
  readonly failOn?: keyof typeof changes;
  readonly json: boolean;
}

const dayMs = 86_400_000;

/** `30d` is so many days before now; anything else is for the node to judge. */
function sinceOf(text: string, now: number): string {
  const [, days] = /^(\d{1,4})d$/.exec(text) ?? [];
  return days === undefined ? text : new Date(now - Number(days) * dayMs).toISOString();
}

/** `commonhold policy`: the rules, what they decided and why. */
export function policyCommands(terminal: Terminal, finish: Finish): Command {
  const policy = new Command('policy').description('the rules: what may go where, and why it did');
  const files = () => import('./policy-files.ts');
  const asked = () => import('./policy-asked.ts');
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
    .command('try')
    .description('what calls of the past would have met under other rules; changes nothing and sends nothing')
    .argument(
      '<path>',
      'a folder with a whole set, or one file that joins the rules of the node or replaces the one of its name',
    )
    .option('--since <when>', 'from then on: days such as 30d, or a day of UTC; 30d unless told otherwise')
    .option('--until <day>', 'up to this day of UTC, which belongs to it')
    .addOption(
      new Option('--mode <mode>', 'as policy.mode; the one in force unless told otherwise').choices([
        'enforce',
        'observe',
      ]),
    )
    .addOption(
      new Option('--fail-on <change>', 'exit with 1 when any decision changes so').choices(
        Object.keys(changes),
      ),
    )
    .option('--json', 'print JSON', false)
    .action(async (path: string, options: TryFlags) => {
      const { tryCommand } = await import('./policy-try.ts');
      const { since, until, mode, failOn, json } = options;
      await finish(
        tryCommand(terminal, {
          path,
          since: since === undefined ? undefined : sinceOf(since, systemClock.now()),
          until,
          mode,
          failOn: failOn === undefined ? undefined : changes[failOn],
          json,
        }),
      );
    });
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
      finish((await import('./policy-adopt.ts')).adoptCommand(terminal, { ...options, set })),
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
