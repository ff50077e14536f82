import { CommonholdError } from '#base';
import type { Principal } from '#call';

/** Whether a key may use a model or route by this name. */
export function mayUseModel({ scope }: Principal, model: string): boolean {
  return scope?.models === undefined || scope.models.includes('*') || scope.models.includes(model);
}

/** Throws `wire_not_allowed`, `operation_not_allowed`, `model_not_allowed`. */
export function requireScope(
  principal: Principal,
  { wire, operation, model }: { readonly wire: string; readonly operation: string; readonly model: string },
): void {
  const { scope } = principal;
  if (scope?.wires !== undefined && !scope.wires.includes(wire))
    throw new CommonholdError('wire_not_allowed', { wire });
  if (scope?.operations !== undefined && !scope.operations.includes(operation))
    throw new CommonholdError('operation_not_allowed', { operation });
  // The name is one of this node's: what no route has was refused before.
  if (!mayUseModel(principal, model)) throw new CommonholdError('model_not_allowed', { model });
}
