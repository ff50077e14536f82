import { existsSync } from 'node:fs';
import { asCommonholdError } from '#base';
import { policyVocabulary, readPolicyFiles } from '#config';
import { checkPolicies, loadCedar, problemText } from '#policy';
import type { Check } from './check.ts';
import { attention, broken, good, type Observation } from './finding.ts';
import { portAskedFor } from './listening.ts';
import type { NodeState } from './node-state.ts';
import type { Situation } from './situation.ts';

/** Whether commonhold.yaml and the environment can be read as the node reads them. */
export const configurationCheck: Check = {
  name: 'configuration',
  group: 'Home folder',
  async look(situation) {
    return [file(situation), ...environment(situation), ...(await policies(situation))];
  },
};

function file({ configuration, node, world }: Situation): Observation {
  const path = world.paths.configuration;
  if (configuration.type === 'invalid') {
    const running =
      node.type === 'running'
        ? ' The running node goes on with what it read before.'
        : ' No node starts with it.';
    return broken(
      `${configuration.message}${running}`,
      'Correct the file; docs/reference/configuration.md describes every field.',
    );
  }
  if (!existsSync(path)) return good(`There is no ${path}, so the defaults hold.`);
  const { providers, routes } = configuration.value;
  return good(
    `${path} is valid: ${countText(Object.keys(providers).length, 'provider')}, ${countText(Object.keys(routes).length, 'route')}.`,
  );
}

function environment({ world }: Situation): Observation[] {
  const asked = portAskedFor(world.environment);
  if (asked !== 'invalid') return [];
  return [
    broken(
      `The environment variable COMMONHOLD_PORT is ${JSON.stringify(world.environment['COMMONHOLD_PORT'])}, which is no port.`,
      'Set it to a number from 0 to 65535, or unset it.',
    ),
  ];
}

/** Rules that are believed to hold and do not are worse than none. */
async function policies({ configuration, node, world }: Situation): Promise<Observation[]> {
  const folder = world.paths.policies;
  try {
    const files = await readPolicyFiles(folder);
    if (files.length === 0) return [builtInHolds];
    // What rules may name stands in the configuration; the observation above says what is wrong with that.
    if (configuration.type === 'invalid') return [];
    const checked = checkPolicies(await loadCedar(), files, policyVocabulary(configuration.value));
    const [problem] = checked.problems;
    if (problem !== undefined) return [notTaken(folder, problemText(problem), node)];
    const { mode } = configuration.value.policy;
    return [
      good(
        `${folder} holds ${countText(checked.rules.length, 'rule')} in ${countText(files.length, 'file')}, all right.`,
      ),
      ...checked.warnings.map((warning) =>
        attention(
          `Of the rules in ${folder}: ${warning}.`,
          'docs/guide/policies.md shows rules that permit.',
        ),
      ),
      ...(mode === 'observe' ? [onlyObserved] : []),
    ];
  } catch (thrown) {
    return [notTaken(folder, asCommonholdError(thrown).message, node)];
  }
}

const builtInHolds = good(
  'There are no rules in policies/, so whoever has a key may call every model that the routes name.',
  'Rules of your own say what may go where: docs/guide/policies.md.',
);

const onlyObserved = attention(
  'The rules are only observed: what they forbid is written down and goes out all the same.',
  'When you have seen enough, set policy.mode to "enforce" in commonhold.yaml, or remove it.',
);

function notTaken(folder: string, detail: string, node: NodeState): Observation {
  const meanwhile =
    node.type === 'running' ? 'The running node goes on with those before.' : 'No node starts with them.';
  return broken(
    `The rules in ${folder} are not right: ${detail.replace(/\.$/, '')}. ${meanwhile}`,
    'Correct the file; "commonhold policy check" names every place.',
  );
}

function countText(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
