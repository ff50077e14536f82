import { type ConfigurationEdit, ConfigurationFile, loadConfiguration } from '#config';
import { CommonholdError } from '#base';
import { homePaths } from '#home';
import { findVendor } from '#providers';
import type { DestinationsView } from '#server';
import { agreesTo } from '../terminal/agree.ts';
import { type Action, exitCodes } from '../command.ts';
import { withNode } from '../node/node-client.ts';
import { healthText, type HealthView, healthWord } from './health-text.ts';
import { askHidden } from '../terminal/passphrase.ts';
import { readInput } from '../terminal/standard-input.ts';
import { complain, print, printJson, type Terminal } from '../terminal/terminal.ts';
import { printable, table } from '../terminal/text.ts';

/** Without a running node too: then nothing is said of how the providers are. */
export const listProvidersCommand: Action<{ readonly json: boolean }> = async (terminal, { json }) => {
  const { providers } = await loadConfiguration(homePaths(terminal.environment).configuration);
  const health = await healthByName(terminal);
  if (json) {
    printJson(
      terminal,
      Object.fromEntries(
        Object.entries(providers).map(([name, row]) => [name, { ...row, health: health?.get(name) ?? null }]),
      ),
    );
    return exitCodes.done;
  }
  const rows = Object.entries(providers).map(([name, row]) => [
    name,
    row.vendor ?? '-',
    row.wire,
    row.baseUrl,
    row.authentication,
    row.models.join(', ') || '-',
    healthWord(health?.get(name)),
  ]);
  print(
    terminal,
    table(['provider', 'vendor', 'protocol', 'address', 'authentication', 'models', 'now'], rows),
  );
  for (const [name, view] of health ?? []) {
    const isWell = view.lastFailure === undefined && view.state !== 'resting';
    if (!isWell && Object.hasOwn(providers, name))
      complain(terminal, printable(`${name}: ${healthText(view)}`));
  }
  if (health === undefined && rows.length > 0)
    complain(terminal, 'No node runs, so nothing is said of how they are now.');
  return exitCodes.done;
};

/** From calls since the start of the node; undefined where none runs. */
async function healthByName(terminal: Terminal): Promise<ReadonlyMap<string, HealthView> | undefined> {
  try {
    const { destinations } = await withNode(terminal, (node) =>
      node.get<DestinationsView>('/api/destinations'),
    );
    return new Map(
      destinations.flatMap(({ name, health }) => (health === undefined ? [] : [[name, health] as const])),
    );
  } catch (thrown) {
    if (thrown instanceof CommonholdError && thrown.code === 'node_not_running') return undefined;
    throw thrown;
  }
}

export interface AddProviderOptions {
  readonly vendor: string;
  readonly name: string | undefined;
  readonly authentication: 'stored' | 'none' | 'caller' | undefined;
  readonly wire: string | undefined;
  readonly baseUrl: string | undefined;
  readonly models: readonly string[];
  readonly yes: boolean;
  readonly json: boolean;
}

/** Writes a row into commonhold.yaml, has the node take it over, and stores the credential: in this order, each on record. */
export const addProviderCommand: Action<AddProviderOptions> = async (terminal, options) => {
  const row = rowOf(options);
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

interface NewRow {
  readonly name: string;
  readonly vendor: string;
  readonly authentication: string;
  readonly wire: string | undefined;
  readonly baseUrl: string | undefined;
  /** A program of the owner's own has to say that its bytes stay. */
  readonly local: 'declared' | undefined;
  readonly models: readonly string[];
}

function rowOf({ vendor: id, name, authentication, wire, baseUrl, models }: AddProviderOptions): NewRow {
  const vendor = findVendor(id);
  if (vendor === undefined) {
    throw new CommonholdError('request_invalid', {
      detail: `no vendor ${id} is in the catalog; docs/reference/destinations.md lists them`,
    });
  }
  const isOwn = vendor.kind === 'own-server';
  return {
    name: name ?? id,
    vendor: id,
    authentication: authentication ?? (isOwn ? 'none' : 'stored'),
    wire,
    baseUrl,
    local: isOwn ? 'declared' : undefined,
    models: models.length > 0 ? models : (vendor.models ?? []),
  };
}

function linesOf({ name, models, local, ...fields }: NewRow): string[] {
  return [
    `${name}:`,
    ...Object.entries(fields).flatMap(([field, value]) =>
      value === undefined ? [] : [`  ${field}: ${value}`],
    ),
    ...(local === undefined ? [] : ['  destination:', `    local: ${local}`]),
    ...(models.length === 0 ? [] : ['  models:', ...models.map((model) => `    - ${model}`)]),
  ];
}

function editsOf({ name, models, local, ...fields }: NewRow): ConfigurationEdit[] {
  const row = ['providers', name];
  const set = (path: readonly string[], value: string | undefined): ConfigurationEdit[] =>
    value === undefined ? [] : [{ type: 'set', path: [...row, ...path], value }];
  return [
    ...Object.entries(fields).flatMap(([field, value]) => set([field], value)),
    ...set(['destination', 'local'], local),
    ...models.map((item) => ({ type: 'append', path: [...row, 'models'], item }) as const),
  ];
}

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
