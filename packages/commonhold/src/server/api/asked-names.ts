import type { AppByHand, AskedNames, WayByHand } from '#apps';
import type { Principal } from '#call';
import { candidatesFor, type Candidate, type Gate } from '#gate';
import { mayUseModel, mayUseModels } from '#identity';
import type { AskedNamesView } from './apps-view.ts';

/**
 * Whether the names that an app asks for by itself lead anywhere on this node now, found as the gate finds it. Nobody is asked
 * anything: whether the destination has such a model, and whether rules let a call through, shows only with a call.
 */
export function askedNames(
  { configuration: { routes } }: Pick<Gate, 'configuration'>,
  principal: Principal,
  { beginning, seen: { names, version }, rows }: AskedNames,
  { wire, way }: Pick<AppByHand, 'wire'> & Pick<WayByHand, 'way'>,
): AskedNamesView {
  return {
    beginning,
    version,
    row: rows[way] ?? rows.key,
    names: names.map((name) => {
      if (!mayUseModels(principal) || !mayUseModel(principal, name))
        return { name, leadsTo: [], why: 'not-allowed' };
      const candidates = candidatesFor(routes, name);
      if (candidates === undefined) return { name, leadsTo: [], why: 'unknown' };
      const able = candidates.filter((candidate) => canAnswer(candidate, wire, way));
      const leadsTo = [...new Set(able.map(({ destination }) => destination.provider))];
      return able.length > 0 ? { name, leadsTo } : { name, leadsTo, why: whyNot(candidates) };
    }),
  };
}

/** Whether it has what a call in this way needs to show who pays. */
function canAnswer({ authentication, codec }: Candidate, wire: string, way: WayByHand['way']): boolean {
  switch (authentication.mode) {
    case 'none':
      return true;
    case 'stored':
      return authentication.credential() !== undefined;
    case 'caller':
      return way === 'subscription' && codec.name === wire;
  }
}

function whyNot(candidates: readonly Candidate[]): NonNullable<AskedNamesView['names'][number]['why']> {
  if (candidates.length === 0) return 'model-missing';
  return candidates.some(({ authentication }) => authentication.mode === 'stored')
    ? 'credential-missing'
    : 'callers-credential';
}
