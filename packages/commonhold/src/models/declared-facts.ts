/**
 * What a model file says of itself. Nothing of it is checked: whoever made the file wrote it.
 *
 * The file is never parsed in this process, because a malformed one aborts the process that parses it; the engine's
 * child reads it and hands these facts over. The fields named here are the ones that this folder and its callers
 * rely on; whatever else the engine reports is kept as it is.
 */
import { z } from 'zod';

/** A chat template is a program of a few kilobytes; this leaves room for the longest seen. */
const templateLimitChars = 1 << 20;
const text = z.string().max(10_000);
const optionalText = text.optional();
const origins = z
  .array(z.looseObject({ name: optionalText, organization: optionalText, url: optionalText }).readonly())
  .max(1_000)
  .readonly();

export const declaredFactsSchema = z.looseObject({
  architecture: text,
  name: optionalText,
  organization: optionalText,
  license: z.looseObject({ id: optionalText, name: optionalText, link: optionalText }).readonly().optional(),
  quantization: optionalText,
  parameters: z.number().nonnegative(),
  contextTokens: z.number().nonnegative().optional(),
  baseModels: origins,
  datasets: origins,
  languages: z.array(text).max(1_000).readonly(),
  template: z
    .looseObject({ text: z.string().max(templateLimitChars) })
    .readonly()
    .optional(),
  /** Facts that an open model should declare and this file does not. */
  missing: z.array(text).max(1_000).readonly(),
});

export type DeclaredFacts = Readonly<z.infer<typeof declaredFactsSchema>>;

interface Origin {
  readonly name?: string | undefined;
  readonly organization?: string | undefined;
  readonly url?: string | undefined;
}

/** What the engine's child must report at least. */
export interface InspectedFile {
  readonly architecture: string;
  readonly name?: string | undefined;
  readonly organization?: string | undefined;
  readonly license?:
    | {
        readonly id?: string | undefined;
        readonly name?: string | undefined;
        readonly link?: string | undefined;
      }
    | undefined;
  readonly quantization?: string | undefined;
  readonly parameters: number;
  readonly contextTokens?: number | undefined;
  readonly baseModels: readonly Origin[];
  readonly datasets: readonly Origin[];
  readonly languages: readonly string[];
  readonly template?: { readonly text: string } | undefined;
  readonly missing: readonly string[];
}

/** Reads a file in the engine's child. Throws `model_invalid` for a file that cannot be read. */
export type InspectFile = (path: string, signal: AbortSignal) => Promise<InspectedFile>;
