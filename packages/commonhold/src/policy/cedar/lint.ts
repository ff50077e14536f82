import { isRegion, regionGroups } from '#call';
import type { Rule } from '../engine.ts';
import { entityOf, type EntityName, type FormNode, isNode, walk } from './rule-form.ts';

/** What this node knows by name, so that a misspelt name in a rule is found and does not quietly match nothing. */
export interface Vocabulary {
  readonly labels: ReadonlySet<string>;
  /** Undefined where nobody knows, such as for a set that was written for another node. */
  readonly providers: ReadonlySet<string> | undefined;
}

/** Names in a rule that nothing is called by. */
export function unknownNames(form: unknown, vocabulary: Vocabulary): readonly string[] {
  const found: string[] = [];
  walk(form, (node) => {
    const entity = entityOf(node);
    if (entity !== undefined) found.push(...unknownEntity(entity, vocabulary));
    for (const label of comparedLabels(node)) {
      if (!vocabulary.labels.has(label)) {
        found.push(
          `there is no label ${JSON.stringify(label)}; known are ${[...vocabulary.labels].sort().join(', ')}`,
        );
      }
    }
  });
  return [...new Set(found)];
}

const roles: ReadonlySet<string> = new Set(['role:owner', 'role:member', 'role:auditor']);

function unknownEntity({ type, id }: EntityName, { providers }: Vocabulary): readonly string[] {
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

const setTests = ['contains', 'containsAny', 'containsAll', '==', '!='] as const;

/** Words that a rule compares with the labels of a call. */
function comparedLabels(node: FormNode): readonly string[] {
  return setTests.flatMap((test) => {
    const operands = node[test];
    if (!isNode(operands)) return [];
    const { left, right } = operands;
    if (isLabels(left)) return literals(right);
    return isLabels(right) ? literals(left) : [];
  });
}

function isLabels(node: unknown): boolean {
  const access = isNode(node) ? node['.'] : undefined;
  return isNode(access) && access['attr'] === 'labels';
}

function literals(node: unknown): string[] {
  const found: string[] = [];
  walk(node, (inner) => {
    const value = inner['Value'];
    if (typeof value === 'string') found.push(value);
  });
  return found;
}

/** What is allowed and probably not meant. */
export function warningsOf(rules: readonly Rule[]): readonly string[] {
  const permits = rules.filter(({ effect, mode }) => effect === 'permit' && mode === 'enforce');
  return permits.length > 0 ? [] : ['no rule in force permits anything, so nothing is allowed'];
}
