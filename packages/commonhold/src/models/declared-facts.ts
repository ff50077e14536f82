/**
 * What a model file says of itself. Nothing of it is checked: whoever made the file wrote it.
 *
 * The file is never parsed in this process, because a malformed one aborts the process that parses it; the engine's
 * child reads it and hands these facts over. Sizes of texts are bounded where they enter.
 */
import { z } from 'zod';

/** A chat template is a program of a few kilobytes; this leaves room for the longest seen. */
const templateLimitChars = 1 << 20;
const text = z.string().max(2_000);
const texts = z.array(text).max(1_000);

export const declaredFactsSchema = z.strictObject({
  architecture: text.optional(),
  name: text.optional(),
  organization: text.optional(),
  version: text.optional(),
  quantizedBy: text.optional(),
  licence: text.optional(),
  licenceLink: text.optional(),
  homepage: text.optional(),
  quantisation: text.optional(),
  parameters: z.number().nonnegative().optional(),
  contextTokens: z.int().nonnegative().optional(),
  baseModels: texts,
  datasets: texts,
  languages: texts,
  chatTemplate: z.string().max(templateLimitChars).optional(),
});

export type DeclaredFacts = Readonly<z.infer<typeof declaredFactsSchema>>;

/** Reads a file in the engine's child. Throws `model_invalid` for a file that cannot be read. */
export type InspectFile = (path: string, signal: AbortSignal) => Promise<DeclaredFacts>;
