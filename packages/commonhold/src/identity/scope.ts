import { CommonholdError } from '#base';
import type { Principal } from '#call';

/** Whether a key may use a model or route by this name. */
export function mayUseModel({ scope }: Principal, model: string): boolean {
  return scope?.models === undefined || scope.models.includes('*') || scope.models.includes(model);
}

/** What an operation does, where its name does not say it. */
const deeds: Readonly<Record<string, string>> = { tool: 'run tools (operation "tool")' };

/**
 * Throws `operation_not_allowed`. For uses of tools this is the whole scope: they ask for no model, and come by the address for hooks
 * and no protocol of models, so a key that is for some of those says nothing about tools.
 */
export function requireOperation({ scope }: Principal, operation: string): void {
  if (scope?.operations !== undefined && !scope.operations.includes(operation))
    throw new CommonholdError('operation_not_allowed', { operation: deeds[operation] ?? operation });
}

/** Throws `wire_not_allowed`, `operation_not_allowed`, `model_not_allowed`. */
export function requireScope(
  principal: Principal,
  { wire, operation, model }: { readonly wire: string; readonly operation: string; readonly model: string },
): void {
  const { scope } = principal;
  if (scope?.wires !== undefined && !scope.wires.includes(wire))
    throw new CommonholdError('wire_not_allowed', { wire });
  requireOperation(principal, operation);
  // The name is one of this node's: what no route has was refused before.
  if (!mayUseModel(principal, model)) throw new CommonholdError('model_not_allowed', { model });
}
