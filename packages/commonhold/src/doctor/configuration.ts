import { readdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './check.ts';
import { attention, broken, good, type Observation } from './finding.ts';
import { portAskedFor } from './listening.ts';
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
async function policies({ world }: Situation): Promise<Observation[]> {
  const folder = join(world.paths.home, 'policies');
  const names = await readdir(folder).catch(() => []);
  if (names.length === 0) return [];
  return [
    attention(
      `${folder} holds ${countText(names.length, 'file')}, and this version decides by its built-in rule alone and reads none of them.`,
      'Do not rely on them; SECURITY.md says what the built-in rule allows.',
    ),
  ];
}

function countText(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
