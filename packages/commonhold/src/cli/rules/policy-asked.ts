import type { ChangeView, DecisionView, ExplanationView, SeenFactView, PassView, PolicyView } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { withNode } from '../node/node-client.ts';
import { complain, print, printJson, styled, type Terminal } from '../terminal/terminal.ts';
import { oneLine, printable } from '../terminal/text.ts';
import { builtInWords, countText } from './policy-files.ts';

/** `commonhold policy list`: the rules that the running node decides by, which are not always those of the files. */
export const listPoliciesCommand: Action<{ readonly json: boolean }> = async (terminal, { json }) =>
  withNode(terminal, async (node) => {
    const view = await node.get<PolicyView>('/api/policy');
    if (json) printJson(terminal, view);
    else showPolicies(terminal, view);
    return exitCodes.done;
  });

function showPolicies(terminal: Terminal, { status, rules, sets }: PolicyView): void {
  if (status.builtIn) print(terminal, `The built-in rule holds: ${builtInWords}`);
  else {
    const since = sets[0]?.since;
    print(
      terminal,
      `${countText(rules.length, 'rule')} in force${since === undefined ? '' : ` since ${since}`}:`,
    );
    for (const rule of rules) showRule(terminal, rule);
  }
  if (status.mode === 'observe') {
    complain(terminal, '\nNothing is enforced: policy.mode in commonhold.yaml is "observe".');
  }
  if (status.trouble !== undefined) {
    complain(terminal, `\nThe files are others by now and were not taken over: ${printable(status.trouble)}`);
  }
}

function showRule(terminal: Terminal, rule: PolicyView['rules'][number]): void {
  const notes = [
    rule.layer === 'floor' ? 'floor' : undefined,
    rule.mode === 'observe' ? 'only observed' : undefined,
    rule.remedy === undefined ? undefined : `remedy: ${rule.remedy}`,
  ].filter((note) => note !== undefined);
  const more = notes.length === 0 ? '' : ` (${notes.join(', ')})`;
  print(
    terminal,
    `\n${styled(terminal, 'bold', oneLine(rule.id, 64))}  ${rule.effect}${printable(more)}  ${printable(`${rule.file}:${rule.line}`)}`,
  );
  if (rule.why !== undefined) print(terminal, `  ${oneLine(rule.why, 500)}`);
  print(terminal, indented(rule.text));
}

export interface ExplainOptions {
  readonly call: string;
  readonly json: boolean;
}

/** `commonhold policy explain`: the trail, the rules as they were then, the facts, and what would have to change. */
export const explainCommand: Action<ExplainOptions> = async (terminal, { call, json }) =>
  withNode(terminal, async (node) => {
    const view = await node.get<ExplanationView>(`/api/policy/explain/${encodeURIComponent(call)}`);
    if (json) {
      printJson(terminal, view);
      return exitCodes.done;
    }
    const ended = view.error === undefined ? view.status : `${view.status} (${view.error})`;
    print(terminal, `Call ${oneLine(view.call, 64)}: ${printable(ended)}`);
    for (const decision of view.decisions) showDecision(terminal, decision);
    return exitCodes.done;
  });

function showDecision(terminal: Terminal, decision: DecisionView): void {
  const { attempt, trail, policy, rules, principal, passes, facts } = decision;
  const title = attempt === 0 ? 'Refused' : `Attempt ${attempt}`;
  print(terminal, `\n${styled(terminal, 'bold', title)}  ${printable(trail.join(' → '))}`);
  print(
    terminal,
    `  who      ${printable(`${principal.kind} ${principal.id}`)}, role ${printable(principal.role)}, project ${printable(principal.project)}`,
  );
  print(terminal, `  facts    ${printable(factsText(facts))}`);
  print(terminal, `  rules    ${sourceText(policy)}`);
  for (const rule of rules) {
    print(
      terminal,
      `\n  ${styled(terminal, 'bold', oneLine(rule.id, 64))}  ${printable(`${rule.file}:${rule.line}`)}`,
    );
    print(terminal, `    looks at: ${printable(rule.reads.join(', ')) || 'nothing but that a call is made'}`);
    print(terminal, indented(rule.text));
  }
  for (const pass of passes) showPass(terminal, pass, policy.source);
}

/** One time that the rules were asked, with the facts that took part set apart from those that did not. */
function showPass(
  terminal: Terminal,
  { steps, remedies, satisfied, facts, toChange }: PassView,
  source: DecisionView['policy']['source'],
): void {
  print(terminal, `\n  ${styled(terminal, 'bold', printable(steps.join(', ')))}`);
  if (satisfied.length > 0)
    print(terminal, `    forbade it before and no more: ${printable(satisfied.join(', '))}`);
  if (source === 'kept') {
    const looked = facts.filter(({ readBy = [] }) => readBy.length > 0);
    for (const fact of looked) {
      print(terminal, `    ${printable(factText(fact))}  (${printable((fact.readBy ?? []).join(', '))})`);
    }
    const aside = facts.filter(({ readBy = [] }) => readBy.length === 0);
    print(terminal, `    played no part: ${printable(aside.map(factText).join('; '))}`);
  } else print(terminal, `    ${printable(facts.map(factText).join('; '))}`);
  if (toChange.length > 0) {
    print(terminal, '    For another outcome');
    for (const change of toChange) print(terminal, `    - ${printable(changeText(change))}`);
  }
  if (remedies.length > 0) print(terminal, `    then ${printable(remedies.join(', '))}`);
}

function factText({ name, state, value }: SeenFactView): string {
  switch (state) {
    case 'known':
      if (Array.isArray(value) && value.length === 0) return `${name}: none`;
      return `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`;
    case 'unknown':
      return `${name}: unknown`;
    case 'not-kept':
      return `${name}: not on record`;
  }
}

function changeText(change: ChangeView): string {
  switch (change.type) {
    case 'error':
      return `${change.rule} would have to be evaluated without an error; that it was not counts as a no`;
    case 'more':
      return `and so would ${change.count} more rules that matched`;
    case 'no-permit':
      return 'a permit would have to match: no rule permits this principal this model there';
    case 'forbidden':
      return `the condition of ${change.rule} would have to be false${remedyText(change)}`;
  }
}

function remedyText({ remedy, isKept }: Extract<ChangeView, { type: 'forbidden' }>): string {
  if (!isKept) return '';
  if (remedy === undefined) return '; it takes no remedy';
  const [type = '', target] = remedy.split(':');
  switch (type) {
    case 'reroute':
      if (target === undefined) return ', as it may be at a later candidate of the route';
      return target === 'local'
        ? ', as it may be at the engine inside, if the route lists it later'
        : `, as it may be at ${target}, if the route lists it later`;
    case 'pseudonymise':
      return ', as it may be when what was found is replaced by pseudonyms: not in names of fields, numbers and encoded text, and not for labels that were declared or that the run carries';
    case 'approve':
      return `, as it may be when ${target ?? 'somebody'} approves these very bytes`;
    default:
      return `; its remedy is ${remedy}`;
  }
}

function sourceText({ source, since, mode, digest }: DecisionView['policy']): string {
  switch (source) {
    case 'built-in':
      return `the built-in one: ${builtInWords}`;
    case 'kept':
      return `as they were in force since ${since ?? 'then'}${mode === 'observe' ? ', only observed' : ''}`;
    case 'not-kept':
      return `with the digest ${printable(digest)}; their text is not kept here, so only their names are known`;
  }
}

function factsText(facts: Readonly<Record<string, unknown>>): string {
  return Object.entries(facts)
    .filter(([, fact]) => fact !== undefined)
    .map(([name, fact]) => `${name}: ${typeof fact === 'string' ? fact : JSON.stringify(fact)}`)
    .join(', ');
}

function indented(text: string): string {
  return printable(text)
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
