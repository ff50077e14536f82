import type { ApprovalView } from 'commonhold/api';
import { bytesText } from '../../components/written.ts';
import type { Text } from '../../text/text.ts';

type Words = Pick<Text, 'approvals' | 'deciding'>;

/** Who asks, as `anna (agent, project default)`. */
export function whoText({ asking, project }: ApprovalView, { approvals }: Words): string {
  return approvals.who(asking.name, asking.kind, project);
}

/** Where it would go, as `acme, United States, rented`; what is not known is said to be so. */
export function placeText({ destination }: ApprovalView, { approvals, deciding }: Words): string {
  const { provider, local, country } = destination;
  const where = country === undefined ? [approvals.one.countryUnknown] : [deciding.country(country)];
  return [provider, ...(local === 'verified' ? [] : where), deciding.local[local]].join(', ');
}

export function sizeText({ bytes }: ApprovalView): string {
  return bytesText(bytes);
}

/** Whom the rules ask, each once, in words. */
export function approversText({ rules }: ApprovalView, { approvals }: Words): readonly string[] {
  const { approvers } = approvals.decide;
  const names = rules.map(({ remedy = '' }) => {
    const by = remedy.startsWith('approve:') ? remedy.slice('approve:'.length) : '';
    if (by === '') return approvers.unknown;
    return by === 'owner' || by === 'another-owner' ? approvers[by] : approvers.named(by);
  });
  return [...new Set(names)];
}

/** Rules for which nobody has said yes yet. */
export function missingRules({ rules, granted }: ApprovalView): readonly string[] {
  const have = new Set(granted.flatMap((given) => given.rules));
  return rules.map(({ id }) => id).filter((id) => !have.has(id));
}

/** Seconds at which the time that is left is said aloud; each second would be chatter. */
const spokenAt = [10, 30] as const;

/** The latest of those moments that has come; undefined while there is plenty of time, and once it is over. */
export function spokenSeconds(left: number): number | undefined {
  return left <= 0 ? undefined : spokenAt.find((seconds) => left <= seconds);
}

/** JSON laid out for reading; as it is where it is none. */
export function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
