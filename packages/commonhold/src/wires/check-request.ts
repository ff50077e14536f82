import { CommonholdError } from '#base';
import type * as z from 'zod';

/** The value itself, once the schema has nothing against it. Throws `request_invalid` naming the field. */
export function check<T>(schema: z.ZodType<T>, value: unknown, path: string): T {
  const result = schema.safeParse(value);
  if (result.success) return value as T;
  const issue = result.error.issues[0];
  throw invalid(joinPath(path, issue?.path ?? []), expectation(issue?.message ?? 'expected another value'));
}

export function invalid(field: string, expected: string): CommonholdError {
  const place = field === '' ? 'the body' : field;
  return new CommonholdError('request_invalid', { detail: `${place}: ${expected}`, field: place });
}

/** Characters of a key that an error repeats: enough to find it, too few to carry content around. */
const maximumKeyShown = 100;

function joinPath(path: string, keys: readonly PropertyKey[]): string {
  return keys.reduce<string>((whole, key) => {
    if (typeof key === 'number') return `${whole}[${key}]`;
    const name = String(key).slice(0, maximumKeyShown);
    return whole === '' ? name : `${whole}.${name}`;
  }, path);
}

/** zod's sentence as ours: "expected string, but it is missing". */
function expectation(message: string): string {
  return message
    .replace(/^Invalid (input|option): /, '')
    .replace(/, received undefined$/, ', but it is missing')
    .replace(/^Too (small|big): /, '')
    .replace(/to be >=/, 'of at least ')
    .replace(/to be <=/, 'of at most ')
    .replace(/to have >=1 characters/, 'that is not empty');
}
