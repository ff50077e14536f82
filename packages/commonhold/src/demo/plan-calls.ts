import type { ErrorCode } from '#base';
import { type DemoModelName, demoModels, demoRoutes } from './destinations.ts';
import { type DemoCaller, demoCallers, demoHours, type Hours, leavingCaller } from './people.ts';
import { SeededDraws } from './seeded-draws.ts';
import { themes } from './themes.ts';

/** One call as it will be recorded: who asks what and when, and how it goes. */
export interface PlannedCall {
  readonly atMs: number;
  readonly caller: DemoCaller;
  readonly asked: string;
  /** Which exchange of the caller's theme, and which words stand in it. */
  readonly exchange: number;
  readonly variant: number;
  readonly stream: boolean;
  readonly run: string | undefined;
  /** An agent's call that follows from the one before it in the run. */
  readonly follows: boolean;
  readonly attempts: readonly PlannedAttempt[];
  /** Set for a call that sent nothing. */
  readonly refusal: ErrorCode | undefined;
}

export interface PlannedAttempt {
  readonly model: DemoModelName;
  readonly firstByteMs: number;
  readonly totalMs: number;
  readonly status: 'completed' | 'failed' | 'aborted';
  readonly error: ErrorCode | undefined;
  readonly http: number | undefined;
}

export interface PlanOptions {
  readonly seed: number;
  readonly calls: number;
  readonly days: number;
  /** The time is over at this moment; the first call is so many days earlier. */
  readonly endMs: number;
  /** From then on the caller whose key is revoked makes no more calls. */
  readonly leavesMs: number;
}

const hourMs = 3_600_000;
const dayHours = 24;
/** Words that differ from call to call; more would need more memory for bodies that nobody reads. */
const variants = 8;
/** Calls that begin together, as a class does. With many of them the hours would not hold one after the other. */
const togetherMax = 64;
const momentsPerHour = 180;
/** Chances, of a whole school and company, that nobody measured anywhere. */
const refusedShare = 0.011;
const abortedShare = 0.014;
const streamedShare = 0.55;
const tokensMedian = 70;

const failures: readonly {
  readonly error: ErrorCode;
  readonly http: number | undefined;
  readonly weight: number;
}[] = [
  { error: 'upstream_refused', http: 429, weight: 4 },
  { error: 'upstream_failed', http: 503, weight: 3 },
  { error: 'upstream_timeout', http: undefined, weight: 2 },
  { error: 'upstream_unreachable', http: undefined, weight: 1 },
];
const refusals: readonly { readonly error: ErrorCode; readonly weight: number }[] = [
  { error: 'concurrency_exceeded', weight: 5 },
  { error: 'node_busy', weight: 1 },
  { error: 'credential_missing', weight: 2 },
];

/** Calls in the order of their beginnings, in small groups that are under way together. The same for the same seed. */
export function* planCalls(options: PlanOptions): Generator<readonly PlannedCall[]> {
  const draws = new SeededDraws(options.seed);
  const hours = hourShares(options);
  const runs = new Map<DemoCaller, { readonly name: string; left: number }>();
  let runsBegun = 0;
  let planned = 0;
  let share = 0;
  let groupEndMs = 0;
  for (const { startMs, callers, weight } of hours) {
    share += weight;
    // Counted over all hours so far, so that rounding loses no call.
    const count = Math.round(options.calls * share) - planned;
    planned += count;
    const together = Math.min(togetherMax, Math.max(1, Math.ceil(count / momentsPerHour)));
    for (let begun = 0; begun < count; begun += together) {
      const evenly = startMs + (hourMs * (begun + draws.next() * together)) / count;
      const groupMs = Math.max(groupEndMs, Math.min(evenly, startMs + hourMs));
      const group: PlannedCall[] = [];
      for (let at = 0; at < Math.min(together, count - begun); at++) {
        const caller = draws.weighted(callers).caller;
        let run = runs.get(caller);
        const follows = run !== undefined && run.left > 0;
        if (!follows && draws.chance(caller.runs.chance)) {
          runsBegun += 1;
          run = { name: `run-${runsBegun}`, left: draws.whole(1, caller.runs.most) };
          runs.set(caller, run);
        }
        if (run !== undefined && run.left > 0) run.left -= 1;
        else run = undefined;
        const isAgents = caller.kind === 'agent';
        group.push(planCall(draws, caller, groupMs + draws.between(0, 900), run?.name, follows && isAgents));
      }
      group.sort((left, right) => left.atMs - right.atMs);
      groupEndMs = group.at(-1)?.atMs ?? groupEndMs;
      yield group;
    }
  }
}

interface HourShare {
  readonly startMs: number;
  readonly callers: readonly { readonly caller: DemoCaller; readonly weight: number }[];
  /** Of all calls. */
  readonly weight: number;
}

function hourShares({ days, endMs, leavesMs }: PlanOptions): HourShare[] {
  const hours: HourShare[] = [];
  const firstMs = endMs - days * dayHours * hourMs;
  for (let startMs = firstMs; startMs + hourMs <= endMs; startMs += hourMs) {
    const time = new Date(startMs);
    const isWeekend = time.getUTCDay() % 6 === 0;
    const present = demoCallers.filter(({ name }) => name !== leavingCaller || startMs + hourMs < leavesMs);
    const callers = present.map((caller) => {
      const { perHour, weekend }: Hours = demoHours[caller.hours];
      const busy = (perHour[time.getUTCHours()] ?? 0) / perHour.reduce((sum, one) => sum + one, 0);
      return { caller, weight: caller.weight * busy * (isWeekend ? weekend : 1) };
    });
    hours.push({ startMs, callers, weight: callers.reduce((sum, { weight }) => sum + weight, 0) });
  }
  const all = hours.reduce((sum, { weight }) => sum + weight, 0);
  return hours.map((hour) => ({ ...hour, weight: hour.weight / all }));
}

function planCall(
  draws: SeededDraws,
  caller: DemoCaller,
  atMs: number,
  run: string | undefined,
  follows: boolean,
): PlannedCall {
  const asked = draws.weighted(caller.asks).name;
  const call = {
    atMs: Math.round(atMs),
    caller,
    asked,
    exchange: draws.whole(0, themes[caller.theme].exchanges.length - 1),
    variant: draws.whole(0, variants - 1),
    stream: draws.chance(streamedShare),
    run,
    follows,
  };
  if (draws.chance(refusedShare)) {
    return { ...call, attempts: [], refusal: draws.weighted(refusals).error };
  }
  const attempts: PlannedAttempt[] = [];
  for (const model of demoRoutes[asked] ?? []) {
    const attempt = planAttempt(draws, model);
    attempts.push(attempt);
    if (attempt.status !== 'failed') break;
  }
  return { ...call, attempts, refusal: undefined };
}

function planAttempt(draws: SeededDraws, model: DemoModelName): PlannedAttempt {
  const { firstByteMs, tokensPerSecond, failing } = demoModels[model];
  const first = draws.around(firstByteMs, 0.5);
  const whole = first + (1000 * draws.around(tokensMedian, 0.6)) / tokensPerSecond;
  if (draws.chance(failing)) {
    const { error, http } = draws.weighted(failures);
    const totalMs = error === 'upstream_timeout' ? 120_000 : first;
    return { model, firstByteMs: first, totalMs, status: 'failed', error, http };
  }
  if (draws.chance(abortedShare)) {
    return {
      model,
      firstByteMs: first,
      totalMs: draws.between(first, whole),
      status: 'aborted',
      error: 'client_gone',
      http: 200,
    };
  }
  return { model, firstByteMs: first, totalMs: whole, status: 'completed', error: undefined, http: 200 };
}
