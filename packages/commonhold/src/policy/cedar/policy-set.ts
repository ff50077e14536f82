import { createHash } from 'node:crypto';
import { canonicalJson } from '@commonhold/record';
import { CommonholdError } from '#base';
import type { Mode, Rule } from '../engine.ts';
import { CedarEngine } from './engine.ts';
import { approvalProblems, unknownNames, type Vocabulary, warningsOf } from './lint.ts';
import type { Cedar } from './load.ts';
import { cedarText, lineAt, type PolicyFile, type PolicyProblem, problemsText } from './problem.ts';
import { readRules } from './read-rules.ts';
import { actionsOf } from './rule-actions.ts';
import { modelSchemaText, schemaText } from './schema.ts';

export interface CheckedPolicies {
  readonly rules: readonly Rule[];
  readonly problems: readonly PolicyProblem[];
  /** Not wrong, and probably not meant. */
  readonly warnings: readonly string[];
}

/** Everything that must hold before rules take effect: they parse, they fit the schema strictly, they name what exists. */
export function checkPolicies(
  cedar: Cedar,
  files: readonly PolicyFile[],
  vocabulary: Vocabulary,
): CheckedPolicies {
  const { rules, forms, problems } = readRules(cedar.module, files);
  const found = [...problems];
  const asking = new Set(rules.filter(({ remedy }) => remedy?.type === 'approve').map(({ id }) => id));
  for (const rule of rules) {
    const form = forms.get(rule.id);
    const wrong = [...unknownNames(form, vocabulary), ...approvalProblems(rule, form, asking)];
    for (const what of wrong) found.push(problemOf(rule, 0, what));
  }
  const ofTools = new Set(rules.filter((rule) => actionsOf(cedar.module, rule).tools));
  const answers = [
    ...fitOf(
      cedar,
      modelSchemaText,
      rules.filter((rule) => !ofTools.has(rule)),
    ),
    ...(ofTools.size === 0 ? [] : fitOf(cedar, schemaText, [...ofTools])),
  ];
  // Cedar only warns of a rule that can never match. One that somebody wrote to forbid something would be believed.
  for (const { policyId, error } of answers) {
    const rule = rules.find(({ id }) => id === policyId);
    if (rule !== undefined) {
      found.push(problemOf(rule, error.sourceLocations?.[0]?.start ?? 0, cedarText(error)));
    }
  }
  return { rules, problems: found, warnings: warningsOf(rules, vocabulary.people) };
}

/** What does not fit the schema, strictly. */
function fitOf({ module }: Cedar, schema: string, rules: readonly Rule[]) {
  const answer = module.validate({
    schema,
    policies: { staticPolicies: Object.fromEntries(rules.map(({ id, text }) => [id, text])) },
    validationSettings: { mode: 'strict' },
  });
  if (answer.type === 'failure') {
    // Each rule was parsed before, so this is a failure of ours; a set that cannot be validated is not taken.
    throw new CommonholdError('internal', {
      detail: answer.errors[0]?.message ?? 'rules could not be validated',
    });
  }
  return [...answer.validationErrors, ...answer.validationWarnings];
}

function problemOf(rule: Rule, byte: number, what: string): PolicyProblem {
  return { file: rule.file, line: rule.line + lineAt(rule.text, byte) - 1, rule: rule.id, what };
}

/** The engine for a set of rules. Throws `policies_invalid` and names each place. */
export function createCedarEngine(
  cedar: Cedar,
  files: readonly PolicyFile[],
  { mode, vocabulary, folder }: { mode: Mode; vocabulary: Vocabulary; folder: string },
): CedarEngine {
  const { rules, problems } = checkPolicies(cedar, files, vocabulary);
  if (problems.length > 0) {
    throw new CommonholdError('policies_invalid', { folder, detail: problemsText(problems) });
  }
  return engineOfChecked(cedar, files, rules, mode);
}

/** The same of rules in which a check has just found no problem: with many of them a check takes a noticeable moment. */
export function engineOfChecked(
  cedar: Cedar,
  files: readonly PolicyFile[],
  rules: readonly Rule[],
  mode: Mode,
): CedarEngine {
  return new CedarEngine(cedar, rules, mode, policyDigest(policySetText(files, mode)));
}

/**
 * A set of rules as one text: its SHA-256 is the digest in every intent, so whoever has the text can show that it is the
 * one by which a call was decided.
 */
export function policySetText(files: readonly PolicyFile[], mode: Mode): string {
  const named = Object.fromEntries(files.map(({ name, text }) => [name, text]));
  return canonicalJson({ v: 1, mode, files: named });
}

export function policyDigest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
