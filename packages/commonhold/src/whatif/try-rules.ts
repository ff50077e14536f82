import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '#base';
import type { DecidedPage } from '#ledger';
import type { Place, Rule } from '#policy';
import { changeOf, type ChangeKind, rulesOfChange } from './compare.ts';
import { type LabelsToday, missingFacts } from './missing-facts.ts';
import { RecordedCalls, type RecordedDecision, type WeighedPlace } from './recorded-decision.ts';
import { isSame, remediesIn } from './redecide.ts';
import { type ChangeGroup, Tally } from './tally.ts';
import type { TriedRules } from './tried-rules.ts';
import { type Weighed, weigh } from './weigh.ts';

/** After so much time calls get their turn; a decision takes less than a millisecond. */
const turnMs = 5;
/** Results that are remembered: most calls of a node are like many others. About a kilobyte each. */
const rememberedMax = 10_000;

export interface TryOptions {
  readonly rules: TriedRules;
  readonly pages: AsyncIterable<DecidedPage>;
  /** The rules of a digest that stands in a record; undefined where nobody kept them. */
  rulesOf(digest: string): Promise<readonly Rule[] | undefined>;
  /** The candidates for a model name as the routes are today. */
  routeOf(asked: string): readonly Place[];
  readonly labels: LabelsToday;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  onProgress(seen: number): void;
}

export interface Tried {
  readonly calls: number;
  readonly decisions: number;
  readonly same: number;
  readonly notDecided: number;
  readonly erased: number;
  readonly groups: Readonly<Record<ChangeKind, ChangeGroup>>;
  /** Whether any of it rests on places that today's routes name and the record does not. */
  readonly byTodaysRoutes: boolean;
}

/** Decides recorded calls once more, under other rules, and says what would be different. Opens no content. */
export async function tryRules(options: TryOptions): Promise<Tried> {
  const { pages, clock, signal } = options;
  const trial = new Trial(options);
  let seen = 0;
  let pausedAt = clock.monotonic();
  const recorded = new RecordedCalls();
  for await (const page of pages) {
    for (const call of page.calls) {
      const read = recorded.read(call);
      if (read.type === 'decided') await trial.weighCall(read.decisions);
      else trial.pass(read.type);
      if (clock.monotonic() - pausedAt < turnMs) continue;
      await turn();
      pausedAt = clock.monotonic();
      signal.throwIfAborted();
    }
    seen += page.read;
    options.onProgress(seen);
    signal.throwIfAborted();
  }
  return trial.result();
}

class Trial {
  readonly #options: TryOptions;
  readonly #tally = new Tally();
  readonly #labelsSince = new Map<string, ReadonlySet<string> | 'all'>();
  readonly #remembered = new Map<string, Weighed>();
  readonly #counts = { calls: 0, decisions: 0, same: 0, notDecided: 0, erased: 0 };
  #byTodaysRoutes = false;

  constructor(options: TryOptions) {
    this.#options = options;
  }

  pass(type: 'erased' | 'not-decided'): void {
    this.#counts.calls += 1;
    this.#counts[type === 'erased' ? 'erased' : 'notDecided'] += 1;
  }

  async weighCall(decisions: readonly RecordedDecision[]): Promise<void> {
    this.#counts.calls += 1;
    let applied = 0;
    for (const [at, decision] of decisions.entries()) {
      const today = this.#today(decisions, decision);
      const places = [
        ...decision.places,
        ...decisions.slice(at + 1).flatMap((later) => later.places),
        ...today,
      ];
      const labels = await this.#labels(decision.policy);
      this.#count(decision, this.#weigh(decision, places, applied, labels), today);
      applied += remediesIn(decision.trail);
    }
  }

  /** Later candidates by today's routes: what comes after the last place on record, without those that are on record. */
  #today(decisions: readonly RecordedDecision[], decision: RecordedDecision): readonly WeighedPlace[] {
    const route = this.#options.routeOf(decision.asked);
    const onRecord = decisions.flatMap(({ places }) => places);
    const last = route.findLastIndex((place) => onRecord.some((recorded) => isSame(recorded, place)));
    const labels = decision.places.at(-1)?.labels ?? [];
    return route.slice(last + 1).map(({ model, destination }) => ({
      model,
      destination,
      isWhole: true,
      labels,
      labelsWithPseudonyms: undefined,
    }));
  }

  async #labels(policy: string): Promise<ReadonlySet<string> | 'all'> {
    const known = this.#labelsSince.get(policy);
    if (known !== undefined) return known;
    const labels = this.#options.rules.labelsSince(await this.#options.rulesOf(policy));
    this.#labelsSince.set(policy, labels);
    return labels;
  }

  #weigh(
    decision: RecordedDecision,
    places: readonly WeighedPlace[],
    applied: number,
    labels: ReadonlySet<string> | 'all',
  ): Weighed {
    const { principal, policy, overBudget, approvals, reach, isSent, trail } = decision;
    const key = JSON.stringify([
      principal,
      policy,
      overBudget,
      approvals,
      reach?.found,
      reach?.own,
      isSent && decision.places.length,
      places,
      applied,
      reach === undefined && trail,
    ]);
    const known = this.#remembered.get(key);
    if (known !== undefined) return known;
    const missing = missingFacts(decision, places, this.#options.rules, labels, this.#options.labels);
    const weighed = weigh(this.#options.rules, decision, places, applied, missing);
    if (this.#remembered.size >= rememberedMax) {
      const oldest = this.#remembered.keys().next();
      if (oldest.done !== true) this.#remembered.delete(oldest.value);
    }
    this.#remembered.set(key, weighed);
    return weighed;
  }

  #count(decision: RecordedDecision, weighed: Weighed, today: readonly WeighedPlace[]): void {
    this.#counts.decisions += 1;
    const { outcome } = weighed;
    const kind = weighed.type === 'unknown' ? 'unknown' : changeOf(decision, outcome);
    if (kind === undefined) {
      this.#counts.same += 1;
      return;
    }
    const { call, attempt, time, principal, asked, trail } = decision;
    const place = 'place' in outcome ? outcome.place : undefined;
    if (place !== undefined && today.some((other) => isSame(other, place))) this.#byTodaysRoutes = true;
    this.#tally.add(
      kind,
      {
        call,
        attempt,
        time,
        principal: principal.id,
        asked,
        before: trail,
        after: outcome.trail,
        from: decision.isSent ? decision.places.at(-1)?.destination.provider : undefined,
        to: place?.destination.provider,
        missing: weighed.type === 'unknown' ? weighed.missing : undefined,
      },
      rulesOfChange(trail, outcome.trail),
    );
  }

  result(): Tried {
    return { ...this.#counts, groups: this.#tally.result(), byTodaysRoutes: this.#byTodaysRoutes };
  }
}
