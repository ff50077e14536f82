import { z } from 'zod';

/**
 * Labels are classes of data. They are declared, by the key that is used and by the client in the header
 * `x-commonhold-labels`, and found in what would leave. `special` is never found but by the owner's own dictionary.
 */
export const builtInLabels = ['personal', 'special', 'secret', 'confidential', 'code'] as const;

/** A name of the owner's making, or a built-in one. */
export const label = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens, at most 40 characters');
