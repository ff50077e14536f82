import { isRegion, regionGroups } from '#call';
import type { Rule } from '../engine.ts';
import { approverRoles } from '../remedy.ts';

/** What this node knows by name, so that a misspelt name in a rule is found and does not quietly match nothing. */
export interface Vocabulary {
  readonly labels: ReadonlySet<string>;
  /** Undefined where nobody knows, such as for a set that was written for another node. */
  readonly providers: ReadonlySet<string> | undefined;
  /** Names of the keys of people; left out where nobody knows, as in files alone. */
  readonly people?: ReadonlySet<string> | undefined;
}

/** Names in a rule that nothing is called by. */
export function unknownNames(form: unknown, vocabulary: Vocabulary): readonly string[] {
  const found: string[] = [];
  walk(form, (node) => {
    const entity = entityOf(node);
    if (entity !== undefined) found.push(...unknownEntity(entity, vocabulary));
    for (const label of comparedWith(node, 'labels')) {
      if (!vocabulary.labels.has(label)) {
        found.push(
          `there is no label ${JSON.stringify(label)}; known are ${[...vocabulary.labels].sort().join(', ')}`,
        );
      }
    }
  });
  return [...new Set(found)];
}

/**
 * What is wrong with the approvals that a rule looks at. `asking` are the rules of the set that ask for one: no other id
 * ever stands in `context.approvals`. A rule that asks and never looks would be asked for in vain.
 */
export function approvalProblems(
  { id, remedy }: Rule,
  form: unknown,
  asking: ReadonlySet<string>,
): readonly string[] {
  const named = new Set<string>();
  walk(form, (node) => {
    for (const rule of comparedWith(node, 'approvals')) named.add(rule);
  });
  const found = [...named]
    .filter((rule) => !asking.has(rule))
    .map((rule) => `no rule ${JSON.stringify(rule)} with @remedy("approve:…") is there to be approved of`);
  if (remedy?.type === 'approve' && !named.has(id)) {
    found.push(
      `an approval could never help: add unless { context.approvals.contains(${JSON.stringify(id)}) }, or take the @remedy away`,
    );
  }
  return found;
}

const roles: ReadonlySet<string> = new Set(['role:owner', 'role:member', 'role:auditor']);

function unknownEntity({ type, id }: Entity, { providers }: Vocabulary): readonly string[] {
  const name = JSON.stringify(id);
  if (type === 'Group' && !roles.has(id) && !/^project:./.test(id)) {
    return [
      `there is no group ${name}; groups are ${[...roles].map((role) => `"${role}"`).join(', ')} and "project:NAME"`,
    ];
  }
  if (type === 'Region' && !isRegion(id)) {
    return [`there is no region ${name}; regions are ${regionGroups.join(', ')} and countries such as "DE"`];
  }
  if (type === 'Destination' && id !== 'local' && providers !== undefined && !providers.has(id)) {
    return [`there is no provider ${name} in commonhold.yaml`];
  }
  return [];
}

interface Entity {
  readonly type: string;
  readonly id: string;
}

/** `{"__entity": …}` in an expression, and `"entity": …` in the scope. */
function entityOf(node: Node): Entity | undefined {
  const value = node['__entity'] ?? node['entity'];
  if (!isNode(value)) return undefined;
  const { type, id } = value;
  return typeof type === 'string' && typeof id === 'string' ? { type, id } : undefined;
}

const setTests = ['contains', 'containsAny', 'containsAll', '==', '!='] as const;

/** Words that a rule compares with a set of the context. */
function comparedWith(node: Node, fact: 'labels' | 'approvals'): readonly string[] {
  return setTests.flatMap((test) => {
    const operands = node[test];
    if (!isNode(operands)) return [];
    const { left, right } = operands;
    if (isFact(left, fact)) return literals(right);
    return isFact(right, fact) ? literals(left) : [];
  });
}

function isFact(node: unknown, fact: string): boolean {
  const access = isNode(node) ? node['.'] : undefined;
  return isNode(access) && access['attr'] === fact;
}

function literals(node: unknown): string[] {
  const found: string[] = [];
  walk(node, (inner) => {
    const value = inner['Value'];
    if (typeof value === 'string') found.push(value);
  });
  return found;
}

type Node = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  if (!isNode(value)) return;
  visit(value);
  for (const inner of Object.values(value)) walk(inner, visit);
}

/** What is allowed and probably not meant. */
export function warningsOf(
  rules: readonly Rule[],
  people: ReadonlySet<string> | undefined,
): readonly string[] {
  const permits = rules.filter(({ effect, mode }) => effect === 'permit' && mode === 'enforce');
  return [
    ...(permits.length > 0 ? [] : ['no rule in force permits anything, so nothing is allowed']),
    ...(people === undefined ? [] : unknownApprovers(rules, people)),
  ];
}

/** Rules that ask somebody whom no key stands for. It is no problem of the file: keys come and go while it stays. */
export function unknownApprovers(rules: Iterable<Rule>, people: ReadonlySet<string>): readonly string[] {
  const known: ReadonlySet<string> = new Set(Object.values(approverRoles));
  return [...rules].flatMap(({ id, remedy }) =>
    remedy?.type !== 'approve' || known.has(remedy.by) || people.has(remedy.by)
      ? []
      : [
          `${id} asks ${JSON.stringify(remedy.by)} to approve, and no key of a person has this name, so nobody can`,
        ],
  );
}
