import { z } from 'zod';

/**
 * A row under `providers:` in commonhold.yaml. A vendor or a server is a row of data, never a folder of code.
 */
export const providerOptions = z.strictObject({
  wire: z.enum(['openai-chat']),
  baseUrl: z.url({ protocol: /^https?$/ }),
  /**
   * `stored`: a credential that the owner keeps here; `none`: the server asks for none; `caller`: the client's own
   * credential is passed on and never stored, while our key arrives in `x-commonhold-key`.
   */
  authentication: z.enum(['stored', 'none', 'caller']),
  destination: z.strictObject({
    legalEntity: z.string().min(1).optional(),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'two capital letters (ISO 3166-1)')
      .optional(),
    retentionDays: z.int().min(0).optional(),
    trainsOnData: z.boolean().optional(),
    local: z.enum(['declared', 'no']),
  }),
  /** Models of this server, each callable by its name here. */
  models: z.array(z.string().min(1)).default([]),
  /** Longest wait for the head of an answer, in seconds. */
  headSeconds: z.number().positive().max(3600).default(600),
  /** Longest silence inside an answer, in seconds. */
  idleSeconds: z.number().positive().max(3600).default(120),
});

export type ProviderOptions = z.output<typeof providerOptions>;
