import { asCommonholdError, type CommonholdError, type Json, newId } from '#base';
import { agentsMachine, type Destination, type Principal } from '#call';
import { requireOperation, requireRight } from '#identity';
import { combineLabels } from '#labels';
import type { CallIdentity, DecisionTrail, LabelledSegments } from '#ledger';
import { type Decision, stepsOf } from '#policy';
import { denial } from '../deciding/denial.ts';
import type { Gate } from '../gate.ts';
import { notLookedThrough } from '../labelling/guard.ts';
import type { CarriedLabels } from '../labelling/carried-labels.ts';
import { type OpenUse, OpenUses } from './open-uses.ts';
import { carriedByUse, foundInUse, type LabelledUse } from './tool-labels.ts';

/** A use of a tool that an agent is about to run by itself, as its hook tells. */
export interface ToolUse {
  readonly tool: string;
  readonly input: Json;
  /** The agent's own name for this use, by which it tells later what came of it. */
  readonly use: string;
  readonly run: string | undefined;
}

/** `none`: no rule speaks of tools, so the agent does as it would without us. */
export type ToolAnswer =
  | { readonly call: string; readonly decision: 'none' | 'allow' }
  | {
      readonly call: string;
      readonly decision: 'ask' | 'deny';
      readonly why: string;
      /** Seconds after which the same would not be refused for having come too soon. */
      readonly retryAfter?: number;
    };

export interface ToolOutcome {
  readonly use: string;
  readonly failed: boolean;
  readonly output: Json;
}

/** Where the arguments go is the agent's own doing and unknown here; the name says so on every page. */
const whereAgentsAre: Destination = {
  provider: agentsMachine,
  legalEntity: undefined,
  country: undefined,
  retentionDays: undefined,
  trainsOnData: undefined,
  local: 'no',
};

/**
 * Uses of tools that agents run by themselves and tell of before and after. Nothing leaves from here: what is decided is
 * an answer that the agent's hook obeys, and what is recorded is what the agent has told.
 *
 * A key's terms hold for a use as far as they can mean it. Its operations may leave `tool` out. A use is a request, and
 * counts in the requests of a minute of the caller, the project and the node, because each is written down, and a loop of an
 * agent must end somewhere. It is in no budget and takes no tokens: nothing is bought here. It takes no place among the calls under
 * way: the place would be free only when the agent tells of the end, and of a use that its person said no to it never does, so
 * a few of those would lock the key out for good.
 */
export class ToolUses {
  readonly #gate: Gate;
  readonly #open = new OpenUses();

  constructor(gate: Gate) {
    this.#gate = gate;
  }

  /**
   * Decides and writes the intent, before the agent may begin. A crash after it leaves the use `unknown`, which it is.
   * Throws what the record throws, and what keeps the input from being looked through: then the hook has no answer, and what that
   * means stands in the agent's settings. What the key or its limits do not allow is an answer, and no is what it says.
   */
  async before(principal: Principal, use: ToolUse, signal: AbortSignal): Promise<ToolAnswer> {
    const gate = this.#gate;
    requireRight(principal, 'make-calls');
    const request = bytesOf({ tool: use.tool, input: use.input });
    const now = gate.clock.now();
    const call: CallIdentity = {
      id: newId(now, gate.randomness),
      origin: 'live',
      principal,
      operation: 'tool',
      clientWire: 'native',
      asked: use.tool,
      run: use.run,
      parent: undefined,
      labelReach: gate.configuration.labelReach,
      received: now,
      request,
    };
    const { policy } = gate;
    let decision: DecisionTrail = { policy: policy.digest, trail: [], labels: [], facts: {} };
    let segments: LabelledSegments | undefined;
    let decided: Decision | undefined;
    let carried: CarriedLabels;
    try {
      const labelled: LabelledUse = { principal, run: use.run, tool: use.tool, input: use.input };
      carried = await carriedByUse(gate, labelled, signal);
      segments = carried.segments;
      decision = carried.told({ ...decision, labels: carried.labels });
      requireOperation(principal, 'tool');
      gate.limits.countRequest(principal);
      const seen = await foundInUse(gate, labelled, request, signal);
      const labels = combineLabels(carried.labels, seen.labels);
      decided = policy.decideTool({ principal, action: 'tool.call', tool: use.tool, labels });
      const { found } = seen;
      decision = carried.told({
        policy: policy.digest,
        trail: decided === undefined ? ['no-rule-for-tools'] : stepsOf(decided, policy.mode),
        labels,
        facts: { labels: [...labels], ...(Object.keys(found).length === 0 ? {} : { found }) },
      });
    } catch (thrown) {
      const error = asCommonholdError(thrown);
      await this.#refuse(call, decision, error, segments);
      if (!saysNo.has(error.code)) throw error;
      return { call: call.id, decision: 'deny', ...told(error) };
    }
    const answer = answerOf(call.id, decided, policy.mode, () =>
      denial(decided ?? noRule, policy, decision.trail),
    );
    if (answer.decision === 'deny') {
      await gate.recorder.refusal({ call, decision, error: 'policy_denied', segments });
      return answer;
    }
    const open = await gate.recorder.intent({
      call,
      number: 1,
      decision,
      providerWire: 'native',
      destination: whereAgentsAre,
      model: use.tool,
      modelIsBuiltIn: false,
      weightsDigest: undefined,
      sent: request,
      segments,
    });
    const { labels } = decision;
    // What goes into a tool may come out in the next call of the run, as what goes into a model may.
    gate.runs.raise(principal.id, use.run, labels);
    const started = gate.clock.monotonic();
    const opened: OpenUse = {
      open,
      tool: use.tool,
      run: use.run,
      labels,
      carried: carried.labels,
      started,
    };
    for (const silent of this.#open.keep(principal.id, use.use, opened)) {
      const warning = 'outcome: the agent did not tell what came of it';
      await this.#end(silent, { status: 'aborted', labels: silent.labels, warnings: [warning] });
    }
    return answer;
  }

  /**
   * Writes what came of it, by whichever key of the same caller. False for a use that is not known: told twice, too late, or to
   * another node. It counts in nothing: it is the other half of what was counted.
   */
  async after(
    principal: Principal,
    { use, failed, output }: ToolOutcome,
    signal: AbortSignal,
  ): Promise<boolean> {
    requireRight(principal, 'make-calls');
    const known = this.#open.take(principal.id, use);
    if (known === undefined) return false;
    const { runs, resent } = this.#gate;
    const warnings: string[] = [];
    const looking = this.#look(principal, known, output, warnings, signal);
    // Calls of the run that come meanwhile wait for the labels: the agent may send the result on at once.
    await runs.raiseAfter(
      principal.id,
      known.run,
      looking.then(({ labels }) => labels),
    );
    const { labels, segments } = await looking;
    if (segments !== undefined) resent.heard(principal.id, segments);
    const status = failed ? 'failed' : 'completed';
    await this.#end(known, { status, labels, warnings, segments });
    return true;
  }

  /** Whatever goes wrong here, the outcome is written; it says that its labels may be too few. */
  async #look(
    principal: Principal,
    { open, tool, run, labels, carried }: OpenUse,
    output: Json,
    warnings: string[],
    signal: AbortSignal,
  ): Promise<{ readonly labels: readonly string[]; readonly segments: LabelledSegments | undefined }> {
    const bytes = bytesOf(output);
    open.received(bytes);
    const labelled: LabelledUse = {
      principal,
      run,
      tool,
      input: null,
      result: { output, before: carried },
    };
    let labelsNow = labels;
    let segments: LabelledSegments | undefined;
    try {
      const carriedNow = await carriedByUse(this.#gate, labelled, signal);
      segments = carriedNow.segments;
      labelsNow = combineLabels(labels, carriedNow.labels);
      const seen = await foundInUse(this.#gate, labelled, bytes, signal);
      labelsNow = combineLabels(labelsNow, seen.labels);
    } catch (thrown) {
      warnings.push(notLookedThrough);
      this.#gate.report(thrown, tool);
    }
    return { labels: labelsNow, segments };
  }

  async #refuse(
    call: CallIdentity,
    decision: DecisionTrail,
    error: CommonholdError,
    segments: LabelledSegments | undefined,
  ): Promise<void> {
    try {
      await this.#gate.recorder.refusal({ call, decision, error: error.code, segments });
    } catch (thrown) {
      // Nothing runs by a no, so the answer matters more.
      this.#gate.report(thrown, call.id);
    }
  }

  async #end({ open, started }: OpenUse, { status, labels, warnings, segments }: Ended): Promise<void> {
    await open.outcome({
      status,
      error: undefined,
      http: undefined,
      finish: undefined,
      servedModel: undefined,
      usage: undefined,
      engine: undefined,
      labels,
      firstByteMs: undefined,
      totalMs: this.#gate.clock.monotonic() - started,
      warnings,
      segments,
    });
  }
}

interface Ended {
  readonly status: 'completed' | 'failed' | 'aborted';
  readonly labels: readonly string[];
  readonly warnings: readonly string[];
  readonly segments?: LabelledSegments | undefined;
}

/** What is an answer to the agent, as a rule's no is. Everything else is a node that cannot answer. */
const saysNo: ReadonlySet<string> = new Set(['operation_not_allowed', 'requests_per_minute_exceeded']);

function told(error: CommonholdError): { readonly why: string; readonly retryAfter?: number } {
  const { retryAfter } = error.values;
  if (typeof retryAfter !== 'number') return { why: `${error.message} ${error.hint}` };
  return { why: `${error.message} There is room again in ${retryAfter} seconds.`, retryAfter };
}

const noRule: Decision = { effect: 'deny', because: 'error', rules: [], remedies: [] };

function answerOf(
  call: string,
  decided: Decision | undefined,
  mode: 'enforce' | 'observe',
  refusal: () => CommonholdError,
): ToolAnswer {
  if (decided === undefined) return { call, decision: 'none' };
  if (decided.effect === 'allow') return { call, decision: 'allow' };
  if (mode === 'observe') return { call, decision: 'none' };
  const why = asCommonholdError(refusal()).message;
  // Who sits before the agent is asked by the agent; that is the one approval that a tool can have.
  const canBeAsked = decided.remedies.length > 0 && decided.remedies.every(({ type }) => type === 'approve');
  return { call, decision: canBeAsked ? 'ask' : 'deny', why };
}

function bytesOf(value: Json): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
