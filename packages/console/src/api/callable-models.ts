import { useQuery } from '@tanstack/react-query';
import type { Locality } from 'commonhold/api';
import { errorOf, reached } from './client.ts';

/** A name that can be called, and where a call for it would go, in the order of trying. */
export interface CallableModel {
  readonly name: string;
  readonly candidates: readonly {
    readonly provider: string;
    readonly model: string;
    readonly local: Locality;
  }[];
}

/** Models that can be called, those inside this node first. */
export function useCallableModels() {
  return useQuery({ queryKey: ['models', 'callable'], queryFn: readModels });
}

async function readModels(): Promise<readonly CallableModel[]> {
  // The list of the protocol that programs use, so that a person sees exactly what a program could name.
  const response = await reached(fetch('/v1/models'));
  if (!response.ok) throw await errorOf(response);
  const { data } = (await response.json()) as {
    readonly data: readonly {
      readonly id: string;
      readonly commonhold: { readonly candidates: CallableModel['candidates'] };
    }[];
  };
  const models = data.map(({ id, commonhold }) => ({ name: id, candidates: commonhold.candidates }));
  return models.toSorted(
    (one, other) => nearness(one) - nearness(other) || one.name.localeCompare(other.name),
  );
}

const order: Readonly<Record<Locality, number>> = { verified: 0, declared: 1, no: 2 };

/** By the farthest place that a call for it may come to. */
function nearness({ candidates }: CallableModel): number {
  return Math.max(...candidates.map(({ local }) => order[local]));
}
