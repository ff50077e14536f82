import { parseVerifierKey, type Policy, readVerifierKey } from '@commonhold/tlog';
import { sha256 } from '#store';
import { noQuorum, type WitnessOptions } from '../witness-options.ts';

/**
 * What commonhold.yaml asks for, as a policy of the standard about one log. A quorum that is a number is a group of that
 * threshold over all who are asked; the options have no other groups then.
 */
export function policyOf(options: Pick<WitnessOptions, 'ask' | 'groups' | 'quorum'>, logKey: string): Policy {
  const { ask, groups, quorum } = options;
  const counted =
    typeof quorum === 'number'
      ? [{ name: freeName(`${quorum}-of-${ask.length}`, ask), threshold: quorum, members: namesOf(ask) }]
      : [];
  const asked = typeof quorum === 'string' ? quorum : counted[0]?.name;
  return {
    logs: [{ verifierKey: logKey, key: readVerifierKey(logKey) }],
    witnesses: ask.map(({ name, key, url }) => ({
      name,
      verifierKey: key,
      key: parseVerifierKey(sha256, key),
      url,
    })),
    groups: [...groups, ...counted],
    quorum: asked === noQuorum ? undefined : asked,
  };
}

/** The file that auditors give to their tools; `parsePolicy` reads it back. */
export function formatPolicy({ logs, witnesses, groups, quorum }: Policy): string {
  const lines = [
    ...logs.map(({ verifierKey, url }) => ['log', verifierKey, url]),
    ...witnesses.map(({ name, verifierKey, url }) => ['witness', name, verifierKey, url]),
    ...groups.map(({ name, threshold, members }) => ['group', name, String(threshold), ...members]),
    ['quorum', quorum ?? noQuorum],
  ];
  return lines.map((items) => `${items.filter((item) => item !== undefined).join(' ')}\n`).join('');
}

function namesOf(asked: WitnessOptions['ask']): string[] {
  return asked.map(({ name }) => name);
}

/** A witness may have the name that the group would get. */
function freeName(wanted: string, asked: WitnessOptions['ask']): string {
  return namesOf(asked).includes(wanted) ? freeName(`${wanted}-asked`, asked) : wanted;
}
