export { builtInPolicy, builtInText } from './built-in.ts';
export { unknownApprovers, type Vocabulary } from './cedar/lint.ts';
export { ruleNeeds, type RuleNeeds } from './cedar/rule-needs.ts';
export { decideRoute } from './decide-route.ts';
export { type Cedar, loadCedar } from './cedar/load.ts';
export { readPastSet } from './cedar/past-set.ts';
export {
  checkPolicies,
  createCedarEngine,
  engineOfChecked,
  policyDigest,
  policySetText,
} from './cedar/policy-set.ts';
export { type PolicyFile, problemsText, problemText } from './cedar/problem.ts';
export { schemaText } from './cedar/schema.ts';
export type { Decision, Mode, PolicyEngine, Rule } from './engine.ts';
export { policyOptions } from './options.ts';
export { parsePolicyTests, type PolicyTest, type PolicyTestResult, runPolicyTest } from './policy-tests.ts';
export { approverRoles, remedyText } from './remedy.ts';
export { stepsOf } from './steps.ts';
export { approvalsOf, type NeededApproval, type Place, RemedyLoop } from './remedy-loop.ts';
