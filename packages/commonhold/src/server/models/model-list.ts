import type { Principal } from '#call';
import type { Gate } from '#gate';
import { mayUseModel, mayUseModels } from '#identity';

/** A model as `/v1/models` lists it, in OpenAI's shape with the facts that we can add. */
export interface ListedModel {
  readonly id: string;
  readonly object: 'model';
  /** OpenAI's field; we do not know when a model was made, so it is the start of the epoch. */
  readonly created: 0;
  readonly owned_by: string;
  readonly commonhold: {
    /** Where a call for this name would go, in the order of trying. */
    readonly candidates: readonly {
      readonly provider: string;
      readonly model: string;
      readonly local: string;
    }[];
  };
}

/** The names that this caller may use. */
export function listModels(gate: Gate, principal: Principal): readonly ListedModel[] {
  if (!mayUseModels(principal)) return [];
  const callable = [...gate.configuration.routes.byModel].filter(
    ([name, candidates]) => candidates.length > 0 && mayUseModel(principal, name),
  );
  return callable.map(([id, candidates]) => ({
    id,
    object: 'model',
    created: 0,
    owned_by: candidates[0]?.destination.provider ?? 'nobody',
    commonhold: {
      candidates: candidates.map(({ destination, model }) => ({
        provider: destination.provider,
        model,
        local: destination.local,
      })),
    },
  }));
}
