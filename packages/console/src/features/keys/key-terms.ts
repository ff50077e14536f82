import type { KeyView } from 'commonhold/api';

/** What a key can be used to do, by the node's names. */
export const operationNames = ['generate', 'embed', 'count', 'tool'] as const;
type Operation = (typeof operationNames)[number];

/** Protocols by which a key can call. */
export const wireNames = [
  'openai-chat',
  'openai-responses',
  'anthropic-messages',
  'gemini',
  'ollama',
] as const;

/** A key's terms as they stand in the fields of a form. */
export interface Terms {
  readonly expires: string;
  readonly models: string;
  readonly wires: readonly string[];
  readonly operations: readonly string[];
  readonly requests: string;
  readonly tokens: string;
  readonly concurrent: string;
  readonly budgets: string;
}

export const noTerms: Terms = {
  expires: '',
  models: '',
  wires: [],
  operations: [],
  requests: '',
  tokens: '',
  concurrent: '',
  budgets: '',
};

export function termsOf({ expires, scope, limits }: Pick<KeyView, 'expires' | 'scope' | 'limits'>): Terms {
  const count = (value: number | undefined): string => (value === undefined ? '' : String(value));
  return {
    expires: expires === undefined ? '' : endText(expires),
    models: (scope.models ?? []).join(', '),
    wires: scope.wires ?? [],
    operations: scope.operations ?? [],
    requests: count(limits.requestsPerMinute),
    tokens: count(limits.tokensPerMinute),
    concurrent: count(limits.concurrentCalls),
    budgets: limits.budgets.join(', '),
  };
}

const dayMs = 86_400_000;

/** A day means its end, so an end at midnight is written as the day before it. */
function endText(expires: string): string {
  if (!expires.endsWith('T00:00:00.000Z')) return expires;
  return new Date(Date.parse(expires) - dayMs).toISOString().slice(0, 'yyyy-mm-dd'.length);
}

/** Undefined where the key is for everything. */
export function scopeOf({ models, wires, operations }: Terms) {
  const names = listed(models);
  const deeds = operationNames.filter((name): name is Operation => operations.includes(name));
  if (names.length + wires.length + deeds.length === 0) return undefined;
  return {
    ...(names.length === 0 ? {} : { models: names }),
    ...(wires.length === 0 ? {} : { wires: [...wires] }),
    ...(deeds.length === 0 ? {} : { operations: deeds }),
  };
}

/** Undefined where nothing is limited. What is no number goes to the node as it is, which says what is wrong with it. */
export function limitsOf({ requests, tokens, concurrent, budgets }: Terms) {
  const lines = listed(budgets);
  const limits = {
    ...(requests.trim() === '' ? {} : { requestsPerMinute: Number(requests) }),
    ...(tokens.trim() === '' ? {} : { tokensPerMinute: Number(tokens) }),
    ...(concurrent.trim() === '' ? {} : { concurrentCalls: Number(concurrent) }),
    ...(lines.length === 0 ? {} : { budgets: lines }),
  };
  return Object.keys(limits).length === 0 ? undefined : limits;
}

/** What differs, and nothing else: the node leaves the rest as it is. */
export function changesOf(before: Terms, after: Terms) {
  const [scope, limits] = [scopeOf(after), limitsOf(after)];
  const expires = after.expires.trim();
  return {
    ...(expires === before.expires ? {} : { expires: expires === '' ? 'never' : expires }),
    ...(isSame(scopeOf(before), scope) ? {} : { scope: scope ?? null }),
    ...(isSame(limitsOf(before), limits) ? {} : { limits: limits ?? null }),
  };
}

function isSame(one: object | undefined, other: object | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export function listed(text: string): string[] {
  return text.split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()]));
}
