import type { CallDetail } from '#ledger';
import type { IntentView, OutcomeView } from './calls-view.ts';

/**
 * An attempt of a call whose index documents were erased, as the log itself tells of it: opaque ids where owners made
 * names, no key, no project, no exact counts, and the time between two leaves for how long it took.
 */
export function erasedAttempt(
  call: CallDetail,
  number: number,
): { readonly intent: IntentView; readonly outcome?: OutcomeView } {
  const leaves = call.leaves.map(({ leaf }) => leaf);
  const begun = leaves.find(
    (leaf) => leaf.kind === 'refusal' || (leaf.kind === 'intent' && leaf.attempt === number),
  );
  const ended = leaves.find((leaf) => leaf.kind === 'outcome' && leaf.attempt === number);
  const began = Date.parse(begun?.time ?? call.time);
  const known = begun?.kind === 'intent' || begun?.kind === 'refusal' ? begun : undefined;
  return {
    intent: {
      principal: call.principal,
      project: '',
      key: '',
      asked: call.asked,
      received: began,
      decision: known?.decision ?? [],
      labels: known?.labels ?? [],
      facts: {},
      ...(known?.kind === 'intent' ? { provider: known.destination.provider, model: known.model.name } : {}),
    },
    ...(ended?.kind === 'outcome' && ended.status !== 'unknown'
      ? {
          outcome: {
            labels: ended.labels,
            ...(ended.http === undefined ? {} : { http: ended.http }),
            totalMs: Date.parse(ended.time) - began,
            warnings: [],
          },
        }
      : {}),
  };
}
