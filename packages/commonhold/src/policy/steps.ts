import type { Decision, Mode } from './engine.ts';

/**
 * Rules of one decision that a trail names. A leaf has 4 KiB and a hundred rules may match at once; the step that comes
 * after these says how many more there were, and deciding again from the recorded facts names them.
 */
const namedMax = 12;

/** One decision as steps of a trail, such as `deny:eu-only`. */
export function stepsOf(decision: Decision, mode: Mode): readonly string[] {
  const observed = decision.observed;
  return [
    ...(mode === 'enforce' || decision.effect === 'allow'
      ? determined(decision)
      : [...determined(decision).map((step) => `would-${step}`), 'allow:observe-mode']),
    ...(observed === undefined ? [] : named(`would-${observed.effect}`, observed.rules)),
  ];
}

function determined(decision: Decision): string[] {
  if (decision.effect === 'allow') return named('allow', decision.rules);
  switch (decision.because) {
    case 'forbidden':
      return named('deny', decision.rules);
    case 'not-permitted':
      return ['deny:no-permit'];
    case 'error':
      return named('error', decision.rules.length === 0 ? ['request'] : decision.rules);
  }
}

function named(verb: string, rules: readonly string[]): string[] {
  const steps = rules.slice(0, namedMax).map((rule) => `${verb}:${rule}`);
  return rules.length > namedMax ? [...steps, `more:${rules.length - namedMax}`] : steps;
}
