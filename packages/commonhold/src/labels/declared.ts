import { CommonholdError } from '#base';
import { builtInLabels } from './label.ts';

/** The most labels that one request may declare; more is a mistake or an attempt to fill the record. */
const declaredLabelsMax = 32;

/** Which labels this node knows: the built-in ones and the owner's own. */
export interface LabelVocabulary {
  readonly own: ReadonlySet<string>;
}

/** Labels of a header value such as `personal, our-secret`. Throws `labels_invalid` for one that is not known. */
export function parseDeclaredLabels(header: string | undefined, vocabulary: LabelVocabulary): string[] {
  if (header === undefined || header.trim() === '') return [];
  const labels = header.split(',').map((label) => label.trim().toLowerCase());
  if (labels.length > declaredLabelsMax) {
    throw new CommonholdError('labels_invalid', {
      label: `(${labels.length} labels, more than ${declaredLabelsMax})`,
    });
  }
  for (const label of labels) {
    if (!(builtInLabels as readonly string[]).includes(label) && !vocabulary.own.has(label)) {
      throw new CommonholdError('labels_invalid', { label });
    }
  }
  return labels;
}

/** All labels of several sources, each once, sorted. Labels only rise: nothing is ever taken away here. */
export function combineLabels(...sources: readonly (readonly string[])[]): readonly string[] {
  const present = sources.filter((source) => source.length > 0);
  if (present.length === 0) return none;
  return [...new Set(present.flat())].sort();
}

const none: readonly string[] = [];
