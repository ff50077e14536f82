import { ConfigurationFile, loadConfiguration } from '#config';
import { CommonholdError } from '#base';
import { homePaths } from '#home';
import type { DestinationsView, DestinationView } from '#server';
import { agreesTo } from '../terminal/agree.ts';
import { type Action, exitCodes } from '../command.ts';
import { withNode } from '../node/node-client.ts';
import { healthText, healthWord } from './health-text.ts';
import { type AskedRow, editsOf, linesOf, newRow } from './new-row.ts';
import { askHidden } from '../terminal/passphrase.ts';
import { readInput } from '../terminal/standard-input.ts';
import { complain, print, printJson, type Terminal } from '../terminal/terminal.ts';
import { printable, table } from '../terminal/text.ts';

/** Without a running node too: then nothing is said of how the providers are. */
export const listProvidersCommand: Action<{ readonly json: boolean }> = async (terminal, { json }) => {
  const { providers } = await loadConfiguration(homePaths(terminal.environment).configuration);
  const seen = await seenByNode(terminal);
  if (json) {
    const rows = Object.entries(providers).map(([name, row]) => [name, { ...row, ...stateOf(seen, name) }]);
    printJson(terminal, Object.fromEntries(rows));
    return exitCodes.done;
  }
  const rows = Object.entries(providers).map(([name, row]) => [
    name,
    row.vendor ?? '-',
    row.wire,
    row.baseUrl,
    `${row.authentication}${seen?.get(name)?.credentialMissing === true ? ' (none yet)' : ''}`,
    row.models.join(', ') || '-',
    healthWord(seen?.get(name)?.health),
  ]);
  print(
    terminal,
    table(['provider', 'vendor', 'protocol', 'address', 'authentication', 'models', 'now'], rows),
  );
  for (const sentence of Object.keys(providers).flatMap((name) => troubleOf(name, seen?.get(name)))) {
    complain(terminal, printable(sentence));
  }
  if (seen === undefined && rows.length > 0) {
    complain(terminal, 'No node runs, so nothing is said of how they are now.');
  }
  return exitCodes.done;
};

/** Nothing where no node runs, so that what nobody has looked at is told from what is well. */
function stateOf(seen: ReadonlyMap<string, DestinationView> | undefined, name: string): object {
  if (seen === undefined) return {};
  const view = seen.get(name);
  return { health: view?.health ?? null, credentialMissing: view?.credentialMissing ?? false };
}

/** What somebody has to know whose calls fail. */
function troubleOf(name: string, seen: DestinationView | undefined): string[] {
  if (seen === undefined) return [];
  const { health, credentialMissing } = seen;
  const isTold = health?.state === 'resting' || health?.lastFailure !== undefined;
  return [
    ...(credentialMissing === true
      ? [`${name}: no credential is stored for it. Store one: commonhold keys provider ${name}`]
      : []),
    ...(isTold ? [`${name}: ${healthText(health)}. To look into it: commonhold providers test ${name}`] : []),
  ];
}

/** What the node knows from calls since its start; undefined where none runs. */
async function seenByNode(terminal: Terminal): Promise<ReadonlyMap<string, DestinationView> | undefined> {
  try {
    const path = '/api/destinations';
    const { destinations } = await withNode(terminal, (node) => node.get<DestinationsView>(path));
    return new Map(destinations.map((view) => [view.name, view]));
  } catch (thrown) {
    if (thrown instanceof CommonholdError && thrown.code === 'node_not_running') return undefined;
    throw thrown;
  }
}

export interface AddProviderOptions extends AskedRow {
  readonly yes: boolean;
  readonly json: boolean;
}

/** Writes a row into commonhold.yaml, has the node take it over, and stores the credential: in this order, each on record. */
export const addProviderCommand: Action<AddProviderOptions> = async (terminal, options) => {
  const row = newRow(options);
  const paths = homePaths(terminal.environment);
  const { providers } = await loadConfiguration(paths.configuration);
  if (Object.hasOwn(providers, row.name)) {
    throw new CommonholdError('request_invalid', {
      detail: `there is a provider ${row.name} already; give this one another name with --name`,
    });
  }
  if (!options.json) {
    print(terminal, printable(`${paths.configuration} gets, under providers:`));
    for (const line of linesOf(row)) print(terminal, printable(`+   ${line}`));
  }
  if (!options.yes && !(await agreesTo(terminal, 'Write this?'))) {
    complain(terminal, 'Nothing was changed.');
    return exitCodes.no;
  }
  const secret = row.authentication === 'stored' ? await credentialFor(terminal, row.name) : undefined;
  return withNode(terminal, async (node) => {
    // Asked before the file is touched: a row that no node takes over would be a surprise at its next start.
    await node.get('/api/status');
    await new ConfigurationFile(paths.configuration).edit(() => editsOf(row));
    await node.post('/api/status/reload');
    if (secret !== undefined) await node.put(`/api/credentials/${encodeURIComponent(row.name)}`, { secret });
    if (options.json) printJson(terminal, { provider: row.name, stored: secret !== undefined });
    else {
      print(
        terminal,
        `The provider ${row.name} is there${secret === undefined ? '' : ', and its credential is stored'}.`,
      );
      if (row.models.length === 0)
        complain(terminal, 'It lists no models: name them with --model, or write a route.');
    }
    return exitCodes.done;
  });
};

/** From a person without echo, or piped in; never from a parameter, which other processes can read. */
async function credentialFor(terminal: Terminal, name: string): Promise<string> {
  const typed = terminal.input.isTTY
    ? await askHidden(terminal, `Credential for ${name}: `)
    : await readInput(terminal);
  const secret = typed.trim();
  if (secret !== '') return secret;
  throw new CommonholdError('request_invalid', {
    detail: 'no credential came on standard input; nothing was changed',
  });
}
