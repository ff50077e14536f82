import { CommonholdError } from '#base';
import type { Operation, Principal } from '#call';

/** Whether a key may use a model or route by this name. */
export function mayUseModel({ scope }: Principal, model: string): boolean {
  return scope?.models === undefined || scope.models.includes('*') || scope.models.includes(model);
}

/** Whether it may use any model at all: a key can be for tools alone. */
export function mayUseModels({ scope }: Principal): boolean {
  return scope?.operations === undefined || scope.operations.some((operation) => operation !== 'tool');
}

/** What whoever has the key cannot do without it. */
const deeds: Readonly<Record<Operation, string>> = {
  generate: 'generate answers',
  embed: 'make embeddings',
  count: 'count tokens',
  tool: 'run tools',
};

/**
 * Throws `operation_not_allowed`. For uses of tools this is the whole scope: they ask for no model, and come by the address for hooks
 * and no protocol of models, so a key that is for some of those says nothing about tools.
 */
export function requireOperation({ scope }: Principal, operation: Operation): void {
  if (scope?.operations === undefined || scope.operations.includes(operation)) return;
  const deed = `${deeds[operation]} (operation "${operation}")`;
  throw new CommonholdError('operation_not_allowed', { operation: deed });
}

/** Throws `wire_not_allowed`, `operation_not_allowed`, `model_not_allowed`. */
export function requireScope(
  principal: Principal,
  {
    wire,
    operation,
    model,
  }: { readonly wire: string; readonly operation: Operation; readonly model: string },
): void {
  const { scope } = principal;
  if (scope?.wires !== undefined && !scope.wires.includes(wire))
    throw new CommonholdError('wire_not_allowed', { wire });
  requireOperation(principal, operation);
  // The name is one of this node's: what no route has was refused before.
  if (!mayUseModel(principal, model)) throw new CommonholdError('model_not_allowed', { model });
}
