import { asCommonholdError } from '#base';
import type { Check } from './check.ts';
import { checks } from './checks.ts';
import { type Finding, unknown, type Verdict, verdicts } from './finding.ts';
import { lookAround, type Situation } from './situation.ts';
import type { Wishes, World } from './world.ts';

export interface Examination {
  /** The worst that was found: `broken`, else `attention`, else `good`. What is unknown does not count. */
  readonly verdict: 'good' | 'attention' | 'broken';
  readonly time: string;
  readonly home: string;
  readonly software: string;
  readonly thorough: boolean;
  readonly connect: boolean;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly findings: readonly Finding[];
}

/** Looks at everything, changes nothing, and says what was seen. */
export async function examine(world: World, wishes: Wishes, signal: AbortSignal): Promise<Examination> {
  const situation = await lookAround(world, wishes, signal);
  const findings: Finding[] = [];
  for (const check of checks) findings.push(...(await findingsOf(check, situation, signal)));
  const count = (verdict: Verdict) => findings.filter((finding) => finding.verdict === verdict).length;
  return {
    verdict: count('broken') > 0 ? 'broken' : count('attention') > 0 ? 'attention' : 'good',
    time: new Date(world.clock.now()).toISOString(),
    home: world.paths.home,
    software: world.software,
    thorough: wishes.thorough,
    connect: wishes.connect,
    counts: Object.fromEntries(verdicts.map((verdict) => [verdict, count(verdict)])) as Record<
      Verdict,
      number
    >,
    findings,
  };
}

/** A check that fails has found nothing out; the others go on. */
async function findingsOf(check: Check, situation: Situation, signal: AbortSignal): Promise<Finding[]> {
  const { name, group } = check;
  try {
    const observations = await check.look(situation, signal);
    return observations.map((observation) => ({ check: name, group, ...observation }));
  } catch (thrown) {
    signal.throwIfAborted();
    const error = asCommonholdError(thrown);
    const detail = error.code === 'internal' ? String(error.values['detail']) : error.message;
    const observation = unknown(
      `This could not be looked at: ${detail}.`,
      'If the reason is not one of this machine, please report it.',
    );
    return [{ check: name, group, ...observation }];
  }
}
