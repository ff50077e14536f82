/** The curated catalog of open models: one row a model, checked when it is read. */
import { CommonholdError } from '#base';
import { type Catalog, type CatalogRow, catalogSchema, type ModelSource } from './catalog-row.ts';
import { catalogRows } from './catalog-rows.ts';

/** The model that makes a first answer possible on any machine, and that the tests use. */
export const defaultModelName = 'smollm2-135m-instruct';

/** The catalog of this release. */
export function builtInCatalog(): Catalog {
  return parseCatalog(catalogRows);
}

/** Checks rows from anywhere. Throws a ZodError that names the field. */
export function parseCatalog(rows: unknown): Catalog {
  return catalogSchema.parse(rows);
}

/** The row of that name, or `model_not_in_catalog`. */
export function findRow(catalog: Catalog, name: string): CatalogRow {
  const row = catalog.find((candidate) => candidate.name === name);
  if (row === undefined) throw new CommonholdError('model_not_in_catalog', { model: name });
  return row;
}

/** For people: where a source is, without saying that it can be reached. */
export function describeSource(source: ModelSource): string {
  if (source.kind === 'hub') return `Hugging Face hub, ${source.repository}`;
  return `Python package ${source.package} ${source.version}`;
}
