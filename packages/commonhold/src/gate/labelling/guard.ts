import type { Json } from '#base';
import { combineLabels, type Classifier, type Pseudonyms } from '#labels';

/** What the record says of an answer whose labels may be too few. */
export const notLookedThrough =
  'answer: could not be looked through, so it has the labels of its request only';

/**
 * Labels of an answer. Whatever went in may come out again, so an answer carries at least the labels of its request, and
 * those of what is found in its text, its reasoning, the arguments of its tool calls, and in fields that only its own wire knows. The client has the answer
 * already and does not wait for this. An answer that could not be read has those of its request only; the record's
 * warnings say that it could not be read. An answer in pseudonyms is labelled as it came: the values
 * that the client gets in their place never left, and are found again when the client sends them on.
 */
export async function labelAnswer(
  classifier: Classifier | undefined,
  requestLabels: readonly string[],
  said: readonly Json[],
  pseudonyms: Pseudonyms | undefined,
  { warn, report }: { readonly warn: (warning: string) => void; readonly report: (failure: unknown) => void },
): Promise<readonly string[]> {
  if (classifier === undefined) return combineLabels(requestLabels);
  try {
    const { labels } = await classifier.classify(said, undefined, pseudonyms, undefined, 'answers');
    return combineLabels(requestLabels, labels);
  } catch (thrown) {
    // Whatever goes wrong here, the outcome is written; it says that its labels may be too few.
    warn(notLookedThrough);
    report(thrown);
    return combineLabels(requestLabels);
  }
}
