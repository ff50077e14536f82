import { type Clock, CommonholdError } from '#base';
import { type Configuration, policyVocabulary, refusedPolicyName } from '#config';
import { candidatesFor, type GateConfiguration } from '#gate';
import type { Keys } from '#identity';
import type { Ledger } from '#ledger';
import {
  builtInPolicy,
  checkPolicies,
  createCedarEngine,
  type PolicyFile,
  problemText,
  type Vocabulary,
} from '#policy';
import { type ChangeExample, type ChangeGroup, changeKinds, TriedRules, tryRules } from '#whatif';
import type { TryExample, TryGroupView, TryInput, TryProgress, TryResult } from '../api/try-view.ts';
import { principalView } from '../api/principals.ts';
import type { Policies, PolicyReader } from './policies.ts';
import { periodOfTrial } from './trial-period.ts';

export interface RuleTrialsOptions {
  readonly reader: PolicyReader;
  readonly policies: Policies;
  readonly ledger: Pick<Ledger, 'decided'>;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly configuration: () => Configuration;
  /** Names of the keys of people, who may be asked for approvals. */
  readonly people: () => ReadonlySet<string>;
  readonly gate: { readonly configuration: Pick<GateConfiguration, 'routes' | 'labelReach'> };
  /** Ends what is under way when the node stops. */
  readonly stopping: AbortSignal;
}

/** Trials at one time: each takes its turns on the thread that handles calls. An editor that begins anew stops its last one. */
const underWayMax = 2;
/** More calls than this are some quarter of an hour; whoever means so many can take one month after the other. */
const callsMax = 2_000_000;
/** Who watches sees it move this often. */
const progressMs = 100;
/** Problems that one refusal names. */
const namedMax = 5;

/** Rules that were checked as those of the folder are, and wait to be tried on calls of a time. */
export interface RuleTrial {
  run(onProgress: (progress: TryProgress) => void, signal: AbortSignal): Promise<TryResult>;
}

/** Decides the calls of this node's record once more under rules that are not in force. */
export class RuleTrials {
  readonly #options: RuleTrialsOptions;
  #underWay = 0;

  constructor(options: RuleTrialsOptions) {
    this.#options = options;
  }

  /** Throws `policies_not_right` and `request_invalid`, before anything is read. */
  async prepare(input: TryInput): Promise<RuleTrial> {
    const { configuration, clock } = this.#options;
    const files = input.files.map(({ file: name, text }) => ({ name, text }));
    const period = periodOfTrial(input, clock.now());
    const mode = input.mode ?? configuration().policy.mode;
    const { rules, warnings } = await this.#rules(files, mode);
    return {
      run: async (onProgress, signal) => {
        if (this.#underWay >= underWayMax) throw new CommonholdError('policy_try_busy');
        this.#underWay += 1;
        try {
          return { ...(await this.#run(rules, period, onProgress, signal)), warnings };
        } finally {
          this.#underWay -= 1;
        }
      },
    };
  }

  async #rules(files: readonly PolicyFile[], mode: 'enforce' | 'observe') {
    // Without files the built-in rule holds, as it does without a folder.
    if (files.length === 0) return { rules: new TriedRules(builtInPolicy, undefined), warnings: [] };
    const cedar = await this.#options.reader.cedar();
    const vocabulary = this.#vocabulary();
    const names = files.map(({ name }) => name);
    const refused = refusedPolicyName(names, []);
    if (refused !== undefined) throw new CommonholdError('policies_not_right', { detail: refused });
    const { problems, warnings } = checkPolicies(cedar, files, vocabulary);
    if (problems.length > 0) {
      const more = problems.length > namedMax ? `; and ${problems.length - namedMax} more` : '';
      const detail = `${problems.slice(0, namedMax).map(problemText).join('; ')}${more}`;
      throw new CommonholdError('policies_not_right', { detail });
    }
    const engine = createCedarEngine(cedar, files, { mode, vocabulary, folder: 'policies' });
    return { rules: new TriedRules(engine, cedar), warnings };
  }

  async #run(
    rules: TriedRules,
    period: { readonly from: string; readonly to: string },
    onProgress: (progress: TryProgress) => void,
    signal: AbortSignal,
  ): Promise<Omit<TryResult, 'warnings'>> {
    const { ledger, clock, policies, gate, stopping } = this.#options;
    const { calls, pages } = await ledger.decided(period);
    if (calls > callsMax) {
      const detail = `since: there are ${calls} calls in this time, and at most ${callsMax} are decided once more at a time`;
      throw new CommonholdError('request_invalid', { detail, field: 'since' });
    }
    const { routes, labelReach = { found: [], own: [] } } = gate.configuration;
    let toldAt = -Infinity;
    const tried = await tryRules({
      rules,
      pages,
      rulesOf: async (digest) => {
        const set = await policies.setOf(digest);
        return set.source === 'not-kept' ? undefined : set.rules;
      },
      routeOf: (asked) => candidatesFor(routes, asked) ?? [],
      labels: { reach: labelReach, all: this.#vocabulary().labels },
      clock,
      signal: AbortSignal.any([signal, stopping]),
      onProgress: (seen) => {
        if (clock.monotonic() - toldAt < progressMs) return;
        toldAt = clock.monotonic();
        onProgress({ type: 'progress', seen, of: calls });
      },
    });
    const { groups, byTodaysRoutes, ...counts } = tried;
    const views = changeKinds.map((kind) => [kind, this.#groupView(groups[kind])]);
    return {
      type: 'result',
      digest: rules.engine.digest,
      mode: rules.engine.mode,
      since: period.from,
      until: period.to,
      ...counts,
      groups: Object.fromEntries(views) as TryResult['groups'],
      assumptions: assumptionsOf(byTodaysRoutes),
    };
  }

  #groupView({ byPrincipal, examples, ...group }: ChangeGroup): TryGroupView {
    return {
      ...group,
      byPrincipal: byPrincipal.map((one) => ({ ...one, name: this.#nameOf(one.principal) })),
      examples: examples.map((example) => this.#exampleView(example)),
    };
  }

  #exampleView(example: ChangeExample): TryExample {
    return { ...example, name: this.#nameOf(example.principal) };
  }

  #nameOf(principal: string): string {
    return principalView(this.#options.keys, principal).name;
  }

  #vocabulary(): Vocabulary {
    const { configuration, people } = this.#options;
    return { ...policyVocabulary(configuration()), people: people() };
  }
}

function assumptionsOf(byTodaysRoutes: boolean): readonly string[] {
  return [
    'Calls have the labels that were found in them then. What is looked for today was not looked for in them again.',
    'A call that would have gone elsewhere, waited or been refused might have had another answer, and what its client did next is not known.',
    'An attempt after a failed one is decided as if it had been made all the same.',
    ...(byTodaysRoutes
      ? [
          'Where a call would go to a place that its record does not name, that is by the routes and the facts of today.',
        ]
      : []),
  ];
}
