import { CommonholdError } from '#base';
import type { ConfigurationEdit } from '#config';
import { findVendor, vendors } from '#providers';

/** What somebody asked for. */
export interface AskedRow {
  readonly vendor: string;
  readonly name: string | undefined;
  readonly authentication: 'stored' | 'none' | 'caller' | undefined;
  readonly wire: string | undefined;
  readonly baseUrl: string | undefined;
  readonly models: readonly string[];
}

interface NewRow {
  readonly name: string;
  readonly vendor: string;
  readonly authentication: string;
  readonly wire: string | undefined;
  readonly baseUrl: string | undefined;
  /** A program of the owner's own has to say that its bytes stay. */
  readonly local: 'declared' | undefined;
  readonly models: readonly string[];
}

/** Throws `request_invalid` for a vendor that the catalog does not have, and names those that could be meant. */
export function newRow({ vendor: id, name, authentication, wire, baseUrl, models }: AskedRow): NewRow {
  const vendor = findVendor(id);
  if (vendor === undefined) {
    throw new CommonholdError('request_invalid', {
      detail: `no vendor ${id} is in the catalog; ${meantText(id)}docs/reference/destinations.md lists them`,
    });
  }
  const isOwn = vendor.kind === 'own-server';
  return {
    name: name ?? id,
    vendor: id,
    authentication: authentication ?? (isOwn ? 'none' : 'stored'),
    wire,
    baseUrl,
    local: isOwn ? 'declared' : undefined,
    models: models.length > 0 ? models : (vendor.models ?? []),
  };
}

/** As they will stand in the file, below `providers:`. */
export function linesOf({ name, models, local, ...fields }: NewRow): string[] {
  return [
    `${name}:`,
    ...Object.entries(fields).flatMap(([field, value]) =>
      value === undefined ? [] : [`  ${field}: ${value}`],
    ),
    ...(local === undefined ? [] : ['  destination:', `    local: ${local}`]),
    ...(models.length === 0 ? [] : ['  models:', ...models.map((model) => `    - ${model}`)]),
  ];
}

export function editsOf({ name, models, local, ...fields }: NewRow): ConfigurationEdit[] {
  const row = ['providers', name];
  const set = (path: readonly string[], value: string | undefined): ConfigurationEdit[] =>
    value === undefined ? [] : [{ type: 'set', path: [...row, ...path], value }];
  return [
    ...Object.entries(fields).flatMap(([field, value]) => set([field], value)),
    ...set(['destination', 'local'], local),
    ...models.map((item) => ({ type: 'append', path: [...row, 'models'], item }) as const),
  ];
}

/** Vendors whose id or title has the word, such as Google's two for `google`. */
function meantText(word: string): string {
  const meant = vendors.filter(({ id, title }) =>
    `${id} ${title}`.toLowerCase().includes(word.toLowerCase()),
  );
  return meant.length === 0 ? '' : `${meant.map(({ id }) => id).join(' or ')} may be meant; `;
}
