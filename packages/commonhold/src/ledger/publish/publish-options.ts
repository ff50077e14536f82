import { z } from 'zod';

/** The log as files, and who may fetch them from the node. */
export const publishOptions = z
  .strictObject({
    /** Whether `log/` in the home folder is kept: the whole log, for tools on this machine. */
    folder: z.boolean().default(true),
    /**
     * What `/log/` gives to anybody who asks, without a key. `hashes`: checkpoint and tiles, which is what proofs and
     * monitors of growth need. `entries`: the leaves as well, which say when, how often and with which models.
     */
    serve: z.enum(['off', 'hashes', 'entries']).default('off'),
  })
  .refine(({ folder, serve }) => folder || serve === 'off', {
    path: ['serve'],
    message: 'what is served lies in the folder; set publish.folder to true, or this to off',
  });

export type PublishOptions = z.output<typeof publishOptions>;
