import type { Destination } from '#call';
import type { Mode, Question } from '../engine.ts';
import type { CedarEngine } from './engine.ts';
import { type Cedar, loadCedar } from './load.ts';
import { createCedarEngine } from './policy-set.ts';

export const vocabulary = {
  labels: new Set(['personal', 'special', 'secret', 'confidential', 'code']),
  providers: undefined,
};

export async function engineOf(
  files: string | Readonly<Record<string, string>>,
  mode: Mode = 'enforce',
  cedar?: Cedar,
): Promise<CedarEngine> {
  const named = typeof files === 'string' ? { 'rules.cedar': files } : files;
  return createCedarEngine(
    cedar ?? (await loadCedar()),
    Object.entries(named).map(([name, text]) => ({ name, text })),
    { mode, vocabulary, folder: 'policies' },
  );
}

export const here: Destination = {
  provider: 'local',
  legalEntity: undefined,
  country: undefined,
  retentionDays: undefined,
  trainsOnData: false,
  local: 'verified',
};

/** A vendor of which nothing is known but its name. */
export const vendor: Destination = {
  provider: 'acme',
  legalEntity: undefined,
  country: undefined,
  retentionDays: undefined,
  trainsOnData: undefined,
  local: 'no',
};

export function ask(more: Partial<Question> & { readonly labels?: readonly string[] } = {}): Question {
  const { labels = [], ...rest } = more;
  return {
    principal: { id: 'p_1', kind: 'person', role: 'member', project: 'default' },
    action: 'model.call',
    model: 'm',
    destination: here,
    facts: { labels, overBudget: false, approvals: [] },
    ...rest,
  };
}
