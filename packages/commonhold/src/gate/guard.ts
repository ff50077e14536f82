import { combineLabels } from '#labels';

/**
 * Labels of an answer. Whatever went in may come out again, so an answer carries at least the labels of its request;
 * nothing is detected in answers yet.
 */
export function labelAnswer(requestLabels: readonly string[]): readonly string[] {
  return combineLabels(requestLabels);
}
