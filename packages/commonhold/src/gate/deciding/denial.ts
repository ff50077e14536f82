import { CommonholdError } from '#base';
import type { Decision, PolicyEngine, Rule } from '#policy';

/** Rules that one refusal explains; who can change that many at once can read the files. */
const explainedMax = 12;

/** What a client is told when nothing may leave: every rule that forbids it, why, and what each would need. */
export function denial(decision: Decision, policy: PolicyEngine, trail: readonly string[]): CommonholdError {
  return new CommonholdError('policy_denied', {
    detail: detailOf(decision, policy),
    trail: trail.join(' → '),
  });
}

function detailOf(decision: Decision, policy: PolicyEngine): string {
  if (decision.effect === 'allow') return 'nothing forbids it';
  switch (decision.because) {
    case 'not-permitted':
      return 'no rule permits it, and what no rule permits is not allowed';
    case 'error': {
      const rules = decision.rules.length === 0 ? 'the rules' : `the rules ${decision.rules.join(', ')}`;
      return `${rules} could not be evaluated for it, which counts as a no`;
    }
    case 'forbidden': {
      const explained = decision.rules
        .slice(0, explainedMax)
        .map((id) => ruleText(id, policy.rules.get(id)))
        .join('; ');
      const more = decision.rules.length - explainedMax;
      return more > 0 ? `${explained}; and ${more} rules more` : explained;
    }
  }
}

function ruleText(id: string, rule: Rule | undefined): string {
  const why = rule?.why === undefined ? '' : ` (${rule.why})`;
  return `${id}${why} ${needOf(rule)}`;
}

function needOf(rule: Rule | undefined): string {
  const remedy = rule?.remedy;
  if (remedy === undefined) return 'forbids it without remedy';
  switch (remedy.type) {
    case 'reroute':
      return `needs a candidate of this route ${placeText(remedy.to)}, and none that comes later is allowed`;
    case 'pseudonymise':
      return 'needs what it forbids replaced by pseudonyms, which cannot be done for a label that was declared or that the run carries, for names of fields, numbers and encoded text, and while labels.detect is off';
    case 'approve':
      return `needs an approval by ${remedy.by}, which is asked for when nothing else forbids the call, once for the same bytes`;
  }
}

function placeText(to: string | undefined): string {
  if (to === undefined) return 'at another destination';
  return to === 'local' ? 'that is the engine inside' : `at ${to}`;
}
