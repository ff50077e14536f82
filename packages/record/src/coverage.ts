import { coverageText } from './coverage-text.ts';
import type { LogReport } from './verify.ts';

/** The sentences that apply to a report. A broken log proves nothing as a whole: see its findings. */
export function coverageOf(
  report: LogReport,
  bodiesChecked: boolean,
): { readonly proves: readonly string[]; readonly cannot: readonly string[] } {
  const { proves, cannot } = coverageText;
  const sound = report.findingsTotal === 0;
  const isSigned = report.checkpoint !== undefined && (report.unsigned < report.size || report.size === 0);
  return {
    proves: [
      ...(sound && isSigned ? [proves.order] : []),
      ...(sound ? [proves.form, proves.pairs] : []),
      ...(sound && bodiesChecked ? [proves.bodies] : []),
    ],
    cannot: [
      ...(isSigned ? [cannot.end] : [cannot.nothingSigned]),
      ...(isSigned && report.unsigned > 0 ? [cannot.unsigned] : []),
      ...(report.pairing.sessions.silences > 0 ? [cannot.silence] : []),
      cannot.bypass,
      cannot.model,
      cannot.answers,
      cannot.clock,
      cannot.strangers,
      cannot.owner,
      ...(bodiesChecked ? [] : [cannot.bodies]),
      ...(report.pairing.forgotten > 0 ? [cannot.forgotten] : []),
    ],
  };
}
