import { z } from 'zod';
import { builtInLabels } from './label.ts';

/** `labels:` in commonhold.yaml. */
export const labelOptions = z.strictObject({
  /** The owner's own labels, lower case. */
  own: z
    .array(
      z
        .string()
        .regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens, at most 40 characters')
        .refine((label) => !(builtInLabels as readonly string[]).includes(label), 'is built in already'),
    )
    .default([]),
});
