/** Cedar's JSON form of a rule, which is a tree of objects with one name for each operation. */
export type FormNode = Readonly<Record<string, unknown>>;

export interface EntityName {
  readonly type: string;
  readonly id: string;
}

export function isNode(value: unknown): value is FormNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function walk(value: unknown, visit: (node: FormNode) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  if (!isNode(value)) return;
  visit(value);
  for (const inner of Object.values(value)) walk(inner, visit);
}

/** `{"__entity": …}` in an expression, and `"entity": …` in the scope. */
export function entityOf(node: FormNode): EntityName | undefined {
  const value = node['__entity'] ?? node['entity'];
  if (!isNode(value)) return undefined;
  const { type, id } = value;
  return typeof type === 'string' && typeof id === 'string' ? { type, id } : undefined;
}
