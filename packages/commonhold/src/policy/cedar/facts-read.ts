import { entityOf, type FormNode, isNode } from './rule-form.ts';

/**
 * What of a call a rule looks at, by the names of the schema; `caller`, `kind`, `role` and `project` stand for who calls,
 * `provider`, `model` and `region` for where it would go, and `everything` for a rule that compares the context as a whole. It is
 * read from the rule's own form, so that an explanation can set the facts that took part apart from those that did not.
 */
export function factsRead(form: unknown): readonly string[] {
  const read = new Set<string>();
  collect(form, read);
  return [...read].sort();
}

function collect(value: unknown, read: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, read);
  if (!isNode(value)) return;
  if (value['Var'] === 'context') read.add('everything');
  for (const name of namedFacts(value)) read.add(name);
  for (const [operation, inner] of Object.entries(value)) {
    const isAccess = operation === '.' || operation === 'has';
    // `context` in `context.labels` is the way there and no look at the rest of it.
    if (isAccess && isNode(inner) && isNode(inner['left']) && 'Var' in inner['left']) continue;
    collect(inner, read);
  }
}

function namedFacts(node: FormNode): readonly string[] {
  const attribute = attributeOf(node);
  if (attribute !== undefined) return attribute;
  const entity = entityOf(node);
  if (entity !== undefined) return entityFacts(entity);
  // `principal is Person`, in the scope and in a condition.
  const type = node['entity_type'];
  return typeof type === 'string' && callers.has(type) ? ['kind'] : [];
}

/** `left.name` and `left has name`; of a model's attributes `destination` is only the way to the destination's own. */
function attributeOf(node: FormNode): readonly string[] | undefined {
  const access = node['.'] ?? node['has'];
  if (!isNode(access)) return undefined;
  const { attr } = access;
  if (typeof attr !== 'string' || attr === 'destination') return [];
  return [attr === 'name' ? 'model' : attr];
}

const callers: ReadonlySet<string> = new Set(['Person', 'App', 'Agent']);

function entityFacts({ type, id }: { readonly type: string; readonly id: string }): readonly string[] {
  if (callers.has(type)) return ['caller'];
  switch (type) {
    case 'Group':
      return [id.startsWith('project:') ? 'project' : 'role'];
    case 'Region':
      return ['region'];
    case 'Destination':
      return ['provider'];
    case 'Model':
      return ['model', 'provider'];
    // What is compared with these names itself by its attribute.
    default:
      return [];
  }
}
