import { stat } from 'node:fs/promises';
import { hasCode } from './system-error.ts';

/** Whether there is anything under a path. What keeps it from being looked at is an error and no answer. */
export async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (thrown: unknown) => {
      if (hasCode(thrown, 'ENOENT')) return false;
      throw thrown;
    },
  );
}
