import { describe } from '#base';

/** Takes down what was put up, last first. A part that fails to stop must not keep the others from stopping. */
export async function undoAll(undo: (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (let step = undo.pop(); step; step = undo.pop()) {
    await step().catch((thrown: unknown) => failures.push(thrown));
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `stopping: ${failures.map(describe).join('; ')}`);
}
