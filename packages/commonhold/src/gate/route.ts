import { CommonholdError } from '#base';
import type { Candidate } from './candidate.ts';

/** What model names mean: an ordered list of candidates for each. Replaced whole when the configuration changes. */
export interface Routes {
  readonly byModel: ReadonlyMap<string, readonly Candidate[]>;
  /** What every name means that begins so and is not in `byModel`. */
  readonly byPrefix?: ReadonlyMap<string, (model: string) => readonly Candidate[]>;
}

/** Undefined for a name that nothing is known of. */
export function candidatesFor(
  { byModel, byPrefix }: Routes,
  model: string,
): readonly Candidate[] | undefined {
  const exact = byModel.get(nameAmong(byModel, model));
  if (exact !== undefined || byPrefix === undefined) return exact;
  // The longest beginning says the most about the name. A name that ends where the beginning does names no model.
  let longest = '';
  for (const prefix of byPrefix.keys()) {
    const fits = model.startsWith(prefix) && model.length > prefix.length;
    if (fits && prefix.length > longest.length) longest = prefix;
  }
  return byPrefix.get(longest)?.(model);
}

/**
 * The candidates for the model that a client asked for, in the order to try them. Throws `model_unknown`, and
 * `model_missing` for a route whose models are not on this machine.
 */
export function route(routes: Routes, model: string): readonly Candidate[] {
  const candidates = candidatesFor(routes, model);
  if (!candidates) throw new CommonholdError('model_unknown', { model: printable(model) });
  if (candidates.length === 0) throw new CommonholdError('model_missing', { model });
  return candidates;
}

/** The name by which a model is known here that was asked for by this one: what a key may use is said in names of this node. */
export function nameHere({ byModel }: Routes, asked: string): string {
  return nameAmong(byModel, asked);
}

/** Ollama's clients put the tag `latest` behind names that have none; there both mean the same. */
function nameAmong(byModel: Routes['byModel'], asked: string): string {
  const untagged = asked.replace(/:latest$/, '');
  return !byModel.has(asked) && byModel.has(untagged) ? untagged : asked;
}

/** A name from a stranger, safe and short enough for a message. */
function printable(name: string): string {
  // Control characters could rewrite a terminal that shows the message.
  const clean = name.replaceAll(/\p{C}/gu, '·');
  return JSON.stringify(clean.length > 100 ? `${clean.slice(0, 100)}…` : clean);
}
