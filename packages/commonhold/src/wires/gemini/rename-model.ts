import { spliceStrings } from '#base';
import { resourceName } from './address.ts';

/**
 * Bodies to count and to embed name the model of the address once more, and Google refuses one that differs. Where the route
 * gives it another name, that name is put there too; every other byte stays as it was.
 */
export function renameModel(body: Uint8Array, model: string): Uint8Array {
  return spliceStrings(body, isModel, resourceName(model));
}

const wrappers = new Set(['generateContentRequest', 'generate_content_request', 'requests']);

function isModel(path: readonly (string | number)[]): boolean {
  const [first] = path;
  if (path.at(-1) !== 'model') return false;
  if (path.length === 1) return true;
  if (typeof first !== 'string' || !wrappers.has(first)) return false;
  return path.length === 2 || (path.length === 3 && typeof path[1] === 'number');
}
