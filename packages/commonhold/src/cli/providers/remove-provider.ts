import { type Configuration, type ConfigurationEdit, ConfigurationFile, loadConfiguration } from '#config';
import { CommonholdError } from '#base';
import { homePaths } from '#home';
import { lineDiff } from '../terminal/line-diff.ts';
import { agreesTo } from '../terminal/agree.ts';
import { type Action, exitCodes } from '../command.ts';
import { type NodeClient, NodeRefusal, withNode } from '../node/node-client.ts';
import { complain, print, printJson } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';
import { rulesThatNeed } from './rules-that-need.ts';
import { editsToRemove, namesLost, stepsWith, uselessRoutes } from './what-names-it.ts';

export interface RemoveProviderOptions {
  readonly name: string;
  readonly forgetKey: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

/**
 * Takes a row out of commonhold.yaml with the steps of routes and the prices that name it, has the node take that over, and
 * forgets its credential where that was asked for: in this order, each on record. A crash in between leaves a sealed credential
 * that nothing uses.
 */
export const removeProviderCommand: Action<RemoveProviderOptions> = async (terminal, options) => {
  const { name, yes, json } = options;
  const paths = homePaths(terminal.environment);
  // Asked before anything is shown: a change that no node takes over would be a surprise at its next start.
  await withNode(terminal, (node) => node.get('/api/status'));
  const before = await loadConfiguration(paths.configuration);
  if (!Object.hasOwn(before.providers, name)) {
    throw new CommonholdError('provider_unknown', { provider: JSON.stringify(name) });
  }
  const file = new ConfigurationFile(paths.configuration);
  const edits = (current: Configuration): readonly ConfigurationEdit[] => editsToRemove(name, current);
  const preview = await file.preview(edits);
  await refuseWhereRulesNeedIt(name, paths.policies, before, preview.configuration);
  const useless = uselessRoutes(name, before);
  if (useless.length > 0 && !yes) {
    throw new CommonholdError('provider_needed', {
      provider: name,
      detail: `${useless.length === 1 ? 'the route' : 'the routes'} ${useless.join(', ')} would be left with nobody to ask. Give ${useless.length === 1 ? 'it' : 'each'} another candidate first, or add --yes, which removes ${useless.length === 1 ? 'it' : 'them'} too`,
    });
  }
  const lost = namesLost(before, preview.configuration);
  if (!json) {
    print(terminal, printable(`${paths.configuration} changes so:`));
    for (const line of lineDiff(preview.before, preview.after)) print(terminal, printable(line));
    for (const sentence of consequences(name, before, lost)) complain(terminal, printable(sentence));
  }
  if (!yes && !(await agreesTo(terminal, 'Write this?'))) {
    complain(terminal, 'Nothing was changed.');
    return exitCodes.no;
  }
  const forget =
    options.forgetKey ||
    (!yes &&
      before.providers[name]?.authentication === 'stored' &&
      (await agreesTo(terminal, `Forget the credential of ${name} as well?`)));
  return withNode(terminal, async (node) => {
    await file.edit(edits);
    await node.post('/api/status/reload');
    const forgotten = forget && (await forgetCredential(node, name));
    if (json) {
      const routes = Object.keys(before.routes).filter((route) => stepsWith(name, before, route).length > 0);
      printJson(terminal, { provider: name, routes, removedRoutes: useless, lost, forgotten });
      return exitCodes.done;
    }
    print(terminal, printable(`The provider ${name} is gone.${credentialText(name, forget, forgotten)}`));
    return exitCodes.done;
  });
};

/** Rules that name what is not there are not right: the node would go on with the old ones, and not start again. */
async function refuseWhereRulesNeedIt(
  name: string,
  folder: string,
  before: Configuration,
  after: Configuration,
): Promise<void> {
  const needed = await rulesThatNeed(folder, before, after);
  if (needed.length === 0) return;
  throw new CommonholdError('provider_needed', {
    provider: name,
    detail: `rules speak of it, and would not be right without it: ${needed.join('; ')}. Change the rules first`,
  });
}

function consequences(name: string, { routes }: Configuration, lost: readonly string[]): string[] {
  return [
    ...Object.entries(routes).flatMap(([route, all]) => {
      const left = all.filter(({ provider }) => provider !== name);
      if (left.length === all.length || left.length === 0) return [];
      const [first] = left;
      return all[0]?.provider === name && first !== undefined
        ? [`The route ${route} goes to ${first.provider} first from then on (${first.model}).`]
        : [];
    }),
    ...(lost.length === 0
      ? []
      : [`Clients that ask for ${lost.join(', ')} are refused from then on: nobody else has that name.`]),
  ];
}

/** False where none was stored. */
async function forgetCredential(node: NodeClient, name: string): Promise<boolean> {
  try {
    await node.delete(`/api/credentials/${encodeURIComponent(name)}`);
    return true;
  } catch (thrown) {
    if (thrown instanceof NodeRefusal && thrown.isCode('credential_missing')) return false;
    throw thrown;
  }
}

function credentialText(name: string, forget: boolean, forgotten: boolean): string {
  if (forgotten) return ' Its credential is forgotten.';
  return forget
    ? ' No credential was stored for it.'
    : ` If a credential was stored for it, it still is: commonhold keys provider ${name} --remove forgets it.`;
}
