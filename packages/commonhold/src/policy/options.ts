import { z } from 'zod';

/** `policy:` in commonhold.yaml. The rules themselves are files below `policies/`. */
export const policyOptions = z.strictObject({
  /** `observe`: decide and record, and let the call go all the same, so that rules can be tried on real work. */
  mode: z.enum(['enforce', 'observe']).default('enforce'),
});
