import { asCommonholdError } from '#base';
import type { FailureView } from '../api/model-views.ts';

/** A failure as a page shows it, for what goes on after its request was answered. */
export function failureView(thrown: unknown): FailureView {
  const { code, message, hint } = asCommonholdError(thrown);
  return { code, message, hint };
}
