import type { Destination } from '#call';
import type { DecidedAttempt, DecidedCall, DecidedPage, LabelReach } from '#ledger';
import {
  builtInPolicy,
  type Cedar,
  createCedarEngine,
  loadCedar,
  type Mode,
  type Place,
  type Rule,
} from '#policy';
import { type Tried, tryRules } from './try-rules.ts';
import { TriedRules } from './tried-rules.ts';

/** The labels of a node that looks for all that is built in. */
export const lookedFor: LabelReach = { found: ['code', 'confidential', 'personal', 'secret'], own: [] };

export const inside: Destination = {
  provider: 'local',
  legalEntity: undefined,
  country: undefined,
  retentionDays: undefined,
  trainsOnData: false,
  local: 'verified',
};

export const vendor: Destination = {
  provider: 'vendor',
  legalEntity: 'Vendor, Inc.',
  country: 'US',
  retentionDays: 30,
  trainsOnData: undefined,
  local: 'no',
};

export const european: Destination = {
  ...vendor,
  provider: 'european',
  legalEntity: 'Anbieter',
  country: 'DE',
};

/** Rules that are tried in tests may name these. */
const vocabulary = {
  labels: new Set(['personal', 'special', 'secret', 'confidential', 'code', 'injection']),
  providers: undefined,
};

export class Rules {
  readonly #cedar: Cedar;

  private constructor(cedar: Cedar) {
    this.#cedar = cedar;
  }

  static async load(): Promise<Rules> {
    return new Rules(await loadCedar());
  }

  of(text: string, mode: Mode = 'enforce'): TriedRules {
    const files = [{ name: 'rules.cedar', text }];
    return new TriedRules(
      createCedarEngine(this.#cedar, files, { mode, vocabulary, folder: 'policies' }),
      this.#cedar,
    );
  }
}

export const builtIn = new TriedRules(builtInPolicy, undefined);

/** An index document as `ledger` writes it, of a call that the built-in rule let go unless told otherwise. */
export function sentTo(
  destination: Destination,
  more: Partial<DecidedAttempt> & { readonly document?: object; readonly labels?: readonly string[] } = {},
): DecidedAttempt {
  const { document = {}, labels = [], ...rest } = more;
  const { provider, country, local, legalEntity, retentionDays, trainsOnData } = destination;
  return {
    attempt: 1,
    error: undefined,
    policy: builtInPolicy.digest,
    country,
    local,
    basis: JSON.stringify({ v: 1, destination, ...lookedFor }),
    detail: {
      principal: 'p_anna',
      kind: 'person',
      role: 'member',
      project: 'default',
      decision: ['allow:valid-key'],
      labels,
      facts: { labels, overBudget: false },
      provider,
      model: 'm',
      legalEntity,
      retentionDays,
      trainsOnData,
      ...document,
    },
    ...rest,
  };
}

let calls = 0;

export function callOf(...decisions: readonly DecidedAttempt[]): DecidedCall {
  calls += 1;
  const id = `01k9qf0000000000000000${String(calls).padStart(4, '0')}`;
  return { id, time: '2026-11-22T10:00:00.000Z', asked: 'm', decisions };
}

export interface TryingOptions {
  readonly rulesOf?: (digest: string) => readonly Rule[] | undefined;
  readonly route?: readonly Place[];
  readonly found?: readonly string[];
  readonly signal?: AbortSignal;
}

export function trying(
  rules: TriedRules,
  recorded: readonly DecidedCall[],
  { rulesOf = () => [], route = [], found = lookedFor.found, signal }: TryingOptions = {},
): Promise<Tried> {
  async function* pages(): AsyncGenerator<DecidedPage> {
    for (const call of recorded) yield { calls: [call], read: 1 };
  }
  let now = 0;
  return tryRules({
    rules,
    pages: pages(),
    rulesOf: async (digest) => rulesOf(digest),
    routeOf: () => route,
    labels: { reach: { found, own: [] }, all: vocabulary.labels },
    clock: { now: () => now, monotonic: () => (now += 1) },
    signal: signal ?? new AbortController().signal,
    onProgress: () => undefined,
  });
}
