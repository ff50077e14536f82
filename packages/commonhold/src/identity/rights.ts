import { CommonholdError } from '#base';
import type { Principal } from '#call';

/** How far a right goes: to everything, to what is one's own, or nowhere. */
export type Extent = 'all' | 'own' | 'none';

/**
 * What each role may do, in one place: the API's routes and the gate ask here and decide nothing by themselves. An
 * owner does everything; a member works and sees what is their own; an auditor sees every fact and no content, and
 * changes nothing, so that somebody can be let in to check the node without being trusted with what was said in it.
 */
export const rights = {
  'sign-in': { deed: 'sign in and out', owner: 'own', member: 'own', auditor: 'own' },
  'make-calls': { deed: 'make calls', owner: 'all', member: 'all', auditor: 'none' },
  'keep-conversations': { deed: 'keep conversations', owner: 'own', member: 'own', auditor: 'none' },
  'see-node': { deed: 'see how the node is', owner: 'all', member: 'all', auditor: 'all' },
  'see-calls': { deed: 'see the facts of calls', owner: 'all', member: 'own', auditor: 'all' },
  // An auditor is given one, or checks the log itself: a receipt is evidence that its holder passes on.
  'take-receipts': { deed: 'take receipts of calls', owner: 'all', member: 'own', auditor: 'none' },
  'open-bodies': { deed: 'open what was said', owner: 'all', member: 'own', auditor: 'none' },
  'search-bodies': { deed: 'search in what was said', owner: 'all', member: 'none', auditor: 'none' },
  'decide-openings': {
    deed: 'ask for or agree to an opening',
    owner: 'all',
    member: 'none',
    auditor: 'none',
  },
  // A rule may name a member, and who asks sees their own; an auditor approves of nothing.
  'decide-approvals': {
    deed: 'see or decide approvals',
    owner: 'own',
    member: 'own',
    auditor: 'none',
  },
  'see-witnesses': {
    deed: 'see who witnesses the log',
    owner: 'all',
    member: 'none',
    auditor: 'all',
  },
  'see-rules': { deed: 'see the rules', owner: 'all', member: 'none', auditor: 'all' },
  'see-destinations': {
    deed: 'see what is known of destinations',
    owner: 'all',
    member: 'none',
    auditor: 'all',
  },
  // Numbers and names of the owner's making, without anybody's: for whoever watches the node, which is a program.
  'see-metrics': { deed: 'see the metrics', owner: 'all', member: 'none', auditor: 'all' },
  'see-accesses': { deed: 'see who read what', owner: 'all', member: 'none', auditor: 'all' },
  'see-erasures': { deed: 'see what was erased', owner: 'all', member: 'none', auditor: 'all' },
  erase: { deed: 'erase, or hold what must not be erased', owner: 'all', member: 'none', auditor: 'none' },
  'change-node': { deed: 'see or change its settings', owner: 'all', member: 'none', auditor: 'none' },
} as const satisfies Record<string, { readonly deed: string } & Readonly<Record<Principal['role'], Extent>>>;

export type Right = keyof typeof rights;

/** Every role there is, the one that may most first. */
export const roles = ['owner', 'member', 'auditor'] as const satisfies readonly Principal['role'][];

export function extentOf(principal: Principal, right: Right): Extent {
  return rights[right][principal.role];
}

/** How far the right goes. Throws `owner_required`, and for an auditor `auditor_refused`, when it goes nowhere. */
export function requireRight(principal: Principal, right: Right): Exclude<Extent, 'none'> {
  const extent: Extent = rights[right][principal.role];
  if (extent !== 'none') return extent;
  if (principal.role === 'auditor')
    throw new CommonholdError('auditor_refused', { deed: rights[right].deed });
  throw new CommonholdError('owner_required');
}
