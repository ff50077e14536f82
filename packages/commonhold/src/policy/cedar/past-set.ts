import { z } from 'zod';
import type { Mode, Rule } from '../engine.ts';
import type { Cedar } from './load.ts';
import { readRules } from './read-rules.ts';

const shape = z.strictObject({
  v: z.literal(1),
  mode: z.enum(['enforce', 'observe']),
  files: z.record(z.string(), z.string()),
});

/**
 * The rules of a set that was in force once, from the text of `policySetText`. Undefined for what is no such text. They are
 * read and not checked again: what this node knows by name now says nothing about a call of the past.
 */
export function readPastSet(
  cedar: Cedar,
  text: string,
): { readonly mode: Mode; readonly rules: readonly Rule[] } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = shape.safeParse(value);
  if (!parsed.success) return undefined;
  const { mode, files } = parsed.data;
  const named = Object.entries(files).map(([name, file]) => ({ name, text: file }));
  return { mode, rules: readRules(cedar.module, named).rules };
}
