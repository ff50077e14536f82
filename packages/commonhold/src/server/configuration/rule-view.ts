import { remedyText, type Rule } from '#policy';
import type { RuleView } from '../api/policy-view.ts';

/** A rule for people, as it stands in its file. */
export function ruleView({ remedy, ...rule }: Rule): RuleView {
  return { ...rule, remedy: remedy === undefined ? undefined : remedyText(remedy) };
}
