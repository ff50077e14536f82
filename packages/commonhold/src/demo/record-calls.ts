import { newId, type Randomness } from '#base';
import type { Principal } from '#call';
import type { AttemptResult, CallIdentity, DecisionTrail, LabelReach, Ledger, OpenAttempt } from '#ledger';
import { builtInPolicy } from '#policy';
import { BodyMaker, type CallBodies } from './call-bodies.ts';
import { demoCost } from './costs.ts';
import type { DemoPeople } from './demo-people.ts';
import { demoModels } from './destinations.ts';
import type { PlannedAttempt, PlannedCall } from './plan-calls.ts';
import type { QueueWatch, StoryClock } from './story-time.ts';

/** Commits that may be on their way to the disk while the story goes on. */
const underWayMax = 256;
/** Ids of the latest calls, for whoever looks at them. */
const recentMax = 50;
/** The labels that the invented node looked for: its people say themselves what they send, and nothing else was found. */
const demoReach: LabelReach = { found: ['code', 'confidential', 'personal', 'secret'], own: [] };
/** Between a failed attempt and the next one. */
const nextAttemptMs = 15;

/** Something that happens at a time of the story and ends with a leaf. */
interface Step {
  readonly atMs: number;
  run(): Promise<void>;
}

/**
 * Records planned calls in the order in which their intents and outcomes happen in the story. A leaf has the time at
 * which it is queued, so the clock waits for that and for nothing else; what is queued together shares an fsync.
 */
export class CallRecorder {
  readonly #ledger: Ledger;
  readonly #queue: QueueWatch;
  readonly #clock: StoryClock;
  readonly #randomness: Randomness;
  readonly #people: DemoPeople;
  readonly #bodies = new BodyMaker();
  readonly #underWay = new Set<Promise<void>>();
  readonly #lastOfRun = new Map<string, string>();
  #failure: unknown;
  #recent: string[] = [];

  constructor(
    ledger: Ledger,
    queue: QueueWatch,
    clock: StoryClock,
    randomness: Randomness,
    people: DemoPeople,
  ) {
    this.#ledger = ledger;
    this.#queue = queue;
    this.#clock = clock;
    this.#randomness = randomness;
    this.#people = people;
  }

  /** Ids of calls recorded last, latest first. */
  get recent(): readonly string[] {
    return this.#recent;
  }

  async record(group: readonly PlannedCall[]): Promise<void> {
    const steps = group.flatMap((call) => this.#steps(call));
    steps.sort((left, right) => left.atMs - right.atMs);
    for (const step of steps) await this.#begin(step);
  }

  /** Records intents whose outcomes never come. */
  async leaveOpen(group: readonly PlannedCall[]): Promise<void> {
    await this.settled();
    for (const call of group) {
      const [intent] = this.#steps(call);
      if (intent !== undefined) await this.#begin(intent);
    }
    await this.settled();
  }

  /** Everything that was begun is on disk. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #begin(step: Step): Promise<void> {
    if (this.#underWay.size >= underWayMax) await this.settled();
    if (this.#failure !== undefined) throw this.#failure;
    this.#clock.to(step.atMs);
    const queued = this.#queue.next();
    const running = step.run().catch((thrown: unknown) => {
      this.#failure ??= thrown;
    });
    const ended = running.finally(() => this.#underWay.delete(ended));
    this.#underWay.add(ended);
    await Promise.race([queued, ended]);
  }

  #steps(planned: PlannedCall): Step[] {
    const principal = this.#people.principal(planned.caller);
    // Whose key was revoked is a stranger, and strangers leave nothing in the record.
    if (principal === undefined) return [];
    const { run } = planned;
    const id = newId(planned.atMs, this.#randomness);
    const call: CallIdentity = {
      id,
      origin: 'live',
      principal,
      operation: 'generate',
      clientWire: 'openai-chat',
      asked: planned.asked,
      run,
      parent: planned.follows && run !== undefined ? this.#lastOfRun.get(run) : undefined,
      received: planned.atMs,
      labelReach: demoReach,
      request: this.#bodies.request(planned),
    };
    if (run !== undefined) this.#lastOfRun.set(run, id);
    this.#recent = [id, ...this.#recent].slice(0, recentMax);
    const decision = decisionFor(principal);
    if (planned.refusal !== undefined) {
      const error = planned.refusal;
      return [{ atMs: planned.atMs, run: () => this.#ledger.refusal({ call, decision, error }) }];
    }
    const steps: Step[] = [];
    let atMs = planned.atMs;
    for (const [position, attempt] of planned.attempts.entries()) {
      let opening: Promise<OpenAttempt> | undefined;
      const bodies = this.#bodies.bodies(planned, attempt.model);
      steps.push({
        atMs,
        run: async () => {
          opening = this.#intent(call, position + 1, decision, attempt, bodies);
          await opening;
        },
      });
      atMs += attempt.totalMs;
      steps.push({
        atMs,
        run: async () => {
          const open = await opening;
          if (open !== undefined) await finish(open, attempt, bodies);
        },
      });
      atMs += nextAttemptMs;
    }
    return steps;
  }

  #intent(
    call: CallIdentity,
    number: number,
    decision: DecisionTrail,
    attempt: PlannedAttempt,
    bodies: CallBodies,
  ): Promise<OpenAttempt> {
    const { destination, model } = demoModels[attempt.model];
    return this.#ledger.intent({
      call,
      number,
      decision,
      providerWire: bodies.providerWire,
      destination,
      model,
      modelIsBuiltIn: false,
      weightsDigest: undefined,
      sent: bodies.sent,
      // What it is thought to take, is what it takes: only the sums of the end are looked at.
      spending: {
        day: new Date(call.received).toISOString().slice(0, 'yyyy-mm-dd'.length),
        input: bodies.usage.inputTokens,
        output: bodies.usage.outputTokens,
      },
    });
  }
}

function decisionFor(principal: Principal): DecisionTrail {
  const labels = [...principal.labels].sort();
  return {
    policy: builtInPolicy.digest,
    trail: ['allow:valid-key'],
    labels,
    facts: { labels, overBudget: false },
  };
}

async function finish(open: OpenAttempt, attempt: PlannedAttempt, bodies: CallBodies): Promise<void> {
  const { status, error, http, firstByteMs, totalMs } = attempt;
  const answered = status !== 'failed';
  // Who leaves has a part of the answer; the destination's own error is its whole answer.
  const share = status === 'aborted' ? Math.ceil(bodies.received.length / 2) : bodies.received.length;
  if (answered) {
    for (const piece of bodies.received.slice(0, share)) open.received(piece);
    for (const piece of bodies.replied.slice(0, share)) open.replied(piece);
  } else if (http !== undefined) {
    open.received(
      Buffer.from(`{"error":{"message":"The server is busy.","type":"demonstration","code":${http}}}`),
    );
  }
  const usage = status === 'completed' ? bodies.usage : undefined;
  const result: AttemptResult = {
    status,
    error,
    http,
    finish: status === 'completed' ? 'stop' : undefined,
    servedModel: answered ? demoModels[attempt.model].model : undefined,
    usage,
    cost: demoCost(attempt.model, usage),
    engine: undefined,
    labels: status === 'completed' ? bodies.found : [],
    firstByteMs: answered ? round(firstByteMs) : undefined,
    totalMs: round(totalMs),
    warnings: [],
  };
  await open.outcome(result);
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
