import { asCommonholdError, type CommonholdError, type Json, newId } from '#base';
import type { Destination, Principal } from '#call';
import { requireRight } from '#identity';
import { combineLabels } from '#labels';
import type { CallIdentity, DecisionTrail, OpenAttempt } from '#ledger';
import { type Decision, stepsOf } from '#policy';
import { denial } from './deciding/denial.ts';
import type { Gate } from './gate.ts';
import { inLabellingTime } from './labelling/labelling-time.ts';

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
  | { readonly call: string; readonly decision: 'ask' | 'deny'; readonly why: string };

export interface ToolOutcome {
  readonly use: string;
  readonly failed: boolean;
  readonly output: Json;
}

/** Uses whose end has not been told. Agents run a handful at a time; of a node's hundredfold the oldest are ended. */
const openMax = 1000;

/** Where the arguments go is the agent's own doing and unknown here; the name says so on every page. */
const whereAgentsAre: Destination = {
  provider: 'agent',
  legalEntity: undefined,
  country: undefined,
  retentionDays: undefined,
  trainsOnData: undefined,
  local: 'no',
};

/**
 * Uses of tools that agents run by themselves and tell of before and after. Nothing leaves from here: what is decided is
 * an answer that the agent's hook obeys, and what is recorded is what the agent has told.
 */
export class ToolUses {
  readonly #gate: Gate;
  readonly #open = new Map<string, OpenUse>();

  constructor(gate: Gate) {
    this.#gate = gate;
  }

  /**
   * Decides and writes the intent, before the agent may begin. A crash after it leaves the use `unknown`, which it is.
   * Throws what the record throws: then the hook has no answer, and what that means stands in the agent's settings.
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
    const { labels, found } = await this.#labels(principal, use.input, request, signal);
    const { policy } = gate;
    const decided = policy.decideTool({ principal, action: 'tool.call', tool: use.tool, labels });
    const decision: DecisionTrail = {
      policy: policy.digest,
      trail: decided === undefined ? ['no-rule-for-tools'] : stepsOf(decided, policy.mode),
      labels,
      facts: { labels: [...labels], ...(Object.keys(found).length === 0 ? {} : { found }) },
    };
    const answer = answerOf(call.id, decided, policy.mode, () =>
      denial(decided ?? noRule, policy, decision.trail),
    );
    if (answer.decision === 'deny') {
      await gate.recorder.refusal({ call, decision, error: 'policy_denied' });
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
    });
    await this.#keep(keyOf(principal, use.use), { open, labels, started: gate.clock.monotonic() });
    return answer;
  }

  /** Writes what came of it. False for a use that is not known: told twice, too late, or to another node. */
  async after(
    principal: Principal,
    { use, failed, output }: ToolOutcome,
    signal: AbortSignal,
  ): Promise<boolean> {
    requireRight(principal, 'make-calls');
    const key = keyOf(principal, use);
    const known = this.#open.get(key);
    if (known === undefined) return false;
    this.#open.delete(key);
    const bytes = bytesOf(output);
    known.open.received(bytes);
    const { labels } = await this.#labels(principal, output, bytes, signal);
    await this.#end(known, failed ? 'failed' : 'completed', combineLabels(known.labels, labels), []);
    return true;
  }

  async #labels(principal: Principal, value: Json, bytes: Uint8Array, signal: AbortSignal) {
    const { classifier } = this.#gate.configuration;
    if (classifier === undefined) return { labels: principal.labels, found: {} };
    const { labellingMs } = this.#gate.limits.options;
    const { labels, found } = await inLabellingTime(bytes, labellingMs, signal, (within) =>
      classifier.classify(value, within, undefined, bytes),
    );
    return { labels: combineLabels(principal.labels, labels), found };
  }

  /** Of too many the oldest is ended: its agent has not told of its end for as long as all the others took. */
  async #keep(key: string, use: OpenUse): Promise<void> {
    const before = this.#open.get(key);
    this.#open.delete(key);
    this.#open.set(key, use);
    const oldest = this.#open.size > openMax ? this.#open.entries().next().value : undefined;
    if (oldest !== undefined) this.#open.delete(oldest[0]);
    for (const silent of [before, oldest?.[1]]) {
      if (silent !== undefined)
        await this.#end(silent, 'aborted', silent.labels, [
          'outcome: the agent did not tell what came of it',
        ]);
    }
  }

  async #end(
    { open, started }: OpenUse,
    status: 'completed' | 'failed' | 'aborted',
    labels: readonly string[],
    warnings: readonly string[],
  ): Promise<void> {
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
    });
  }
}

interface OpenUse {
  readonly open: OpenAttempt;
  readonly labels: readonly string[];
  readonly started: number;
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

function keyOf({ id }: Principal, use: string): string {
  return `${id}/${use}`;
}
