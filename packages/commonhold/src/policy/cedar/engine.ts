import type { AuthorizationAnswer } from '@cedar-policy/cedar-wasm/nodejs';
import type {
  Decision,
  Mode,
  Observed,
  PolicyEngine,
  Question,
  Remedy,
  Rule,
  ToolQuestion,
} from '../engine.ts';
import type { Cedar } from './load.ts';
import { actionsOf } from './rule-actions.ts';
import { cedarCall, cedarToolCall, questionKey } from './question.ts';

/** Decisions that are remembered; a node has far fewer kinds of calls than this, and each costs about a kilobyte. */
const rememberedMax = 10_000;

/**
 * Decides by rules in Cedar. Cedar passes over a rule that it cannot evaluate; here every error is a denial. What was
 * decided is remembered under everything that a rule can see, so equal questions cost a look-up.
 */
export class CedarEngine implements PolicyEngine {
  readonly digest: string;
  readonly mode: Mode;
  readonly rules: ReadonlyMap<string, Rule>;
  readonly #cedar: Cedar;
  readonly #models: RuleTexts;
  readonly #tools: RuleTexts | undefined;
  readonly #remembered = new Map<string, Decision>();

  constructor(cedar: Cedar, rules: readonly Rule[], mode: Mode, digest: string) {
    this.#cedar = cedar;
    this.mode = mode;
    this.digest = digest;
    this.rules = new Map(rules.map((rule) => [rule.id, rule]));
    const named = rules.map((rule) => ({ rule, ...actionsOf(cedar.module, rule) }));
    this.#models = textsOf(named.filter(({ models }) => models).map(({ rule }) => rule));
    const ofTools = named.filter(({ tools }) => tools).map(({ rule }) => rule);
    this.#tools = ofTools.length === 0 ? undefined : textsOf(ofTools);
  }

  decide(question: Question): Decision {
    const key = questionKey(question);
    const known = this.#remembered.get(key);
    if (known !== undefined) return known;
    const decision = this.#decide(question, this.#models);
    if (this.#remembered.size >= rememberedMax) {
      const oldest = this.#remembered.keys().next();
      if (oldest.done !== true) this.#remembered.delete(oldest.value);
    }
    this.#remembered.set(key, decision);
    return decision;
  }

  /** Not remembered: beside what a tool does, a decision costs nothing. */
  decideTool(question: ToolQuestion): Decision | undefined {
    return this.#tools === undefined ? undefined : this.#decide(question, this.#tools);
  }

  #decide(question: Question | ToolQuestion, texts: RuleTexts): Decision {
    const observed = texts.observed === undefined ? undefined : this.#watch(texts.observed, question);
    const decision = this.#judge(this.#ask(texts.enforced, question));
    return observed === undefined ? decision : { ...decision, observed };
  }

  #judge(answer: AuthorizationAnswer | undefined): Decision {
    if (answer?.type !== 'success') return { effect: 'deny', because: 'error', rules: [], remedies: [] };
    const { decision, diagnostics } = answer.response;
    // A forbid that could not be evaluated is one that was passed over, whatever the others said.
    if (diagnostics.errors.length > 0) {
      const rules = diagnostics.errors.map(({ policyId }) => policyId).sort();
      return { effect: 'deny', because: 'error', rules, remedies: [] };
    }
    const rules = diagnostics.reason.toSorted();
    if (decision === 'allow') {
      // Cedar allows by a permit alone; an answer that names none is one that we do not understand.
      return rules.length > 0
        ? { effect: 'allow', rules }
        : { effect: 'deny', because: 'error', rules: [], remedies: [] };
    }
    if (rules.length === 0) return { effect: 'deny', because: 'not-permitted', rules, remedies: [] };
    return { effect: 'deny', because: 'forbidden', rules, remedies: this.#remedies(rules) };
  }

  /** What each of the rules would need; nothing when one of them takes no remedy. */
  #remedies(rules: readonly string[]): readonly Remedy[] {
    const remedies = rules.flatMap((rule) => this.rules.get(rule)?.remedy ?? []);
    return remedies.length === rules.length ? remedies : [];
  }

  /** What rules that are not in force would say; undefined when none of them has anything to say. */
  #watch(rules: Readonly<Record<string, string>>, question: Question | ToolQuestion): Observed | undefined {
    const answer = this.#ask(rules, question);
    if (answer?.type !== 'success') return { effect: 'error', rules: ['request'] };
    const { decision, diagnostics } = answer.response;
    if (diagnostics.errors.length > 0) {
      return { effect: 'error', rules: diagnostics.errors.map(({ policyId }) => policyId).sort() };
    }
    const matched = diagnostics.reason.toSorted();
    return matched.length === 0 ? undefined : { effect: decision, rules: matched };
  }

  /** Undefined when Cedar itself failed, which must be a denial like any other error. */
  #ask(
    rules: Readonly<Record<string, string>>,
    question: Question | ToolQuestion,
  ): AuthorizationAnswer | undefined {
    try {
      return this.#cedar.module.statefulIsAuthorized({
        ...(question.action === 'tool.call' ? cedarToolCall(question) : cedarCall(question)),
        preparsedPolicySetId: this.#cedar.placeOf(rules),
        preparsedSchemaName: this.#cedar.schemaName,
        validateRequest: true,
      });
    } catch {
      return undefined;
    }
  }
}

/** Rules that answer one kind of question: those in force, and those that are only watched. */
interface RuleTexts {
  readonly enforced: Readonly<Record<string, string>>;
  readonly observed: Readonly<Record<string, string>> | undefined;
}

function textsOf(rules: readonly Rule[]): RuleTexts {
  const texts = (mode: Mode) =>
    Object.fromEntries(rules.filter((rule) => rule.mode === mode).map(({ id, text }) => [id, text]));
  const observed = texts('observe');
  return {
    enforced: texts('enforce'),
    observed: Object.keys(observed).length === 0 ? undefined : observed,
  };
}
