import { connectionOf } from '../destinations/connection.ts';
import { findVendor } from '../destinations/catalog.ts';
import type { ProviderOptions } from '../options.ts';

/** A row of the configuration, as far as it says where a list of models is. */
export type ListingRow = Pick<ProviderOptions, 'vendor' | 'wire' | 'baseUrl' | 'query'>;

/**
 * Where a provider tells which models it has. It is below the row's `baseUrl`, as the protocol has it, unless the vendor gives
 * its list at an address of its own; that one counts only for a row at the vendor's own address.
 */
export function listAddress(row: ListingRow): URL {
  const vendor = row.vendor === undefined ? undefined : findVendor(row.vendor);
  const way = vendor?.connections?.find(({ wire }) => wire === row.wire);
  const isTheirs = connectionOf({ wire: row.wire }, vendor?.connections ?? [])?.baseUrl === row.baseUrl;
  const address =
    isTheirs && way?.modelList !== undefined
      ? new URL(way.modelList)
      : new URL(row.baseUrl.replace(/\/+$/, '') + pathOf(row.wire));
  for (const [name, value] of Object.entries({ ...pageSize(row.wire), ...row.query })) {
    address.searchParams.set(name, value);
  }
  return address;
}

function pathOf(wire: ListingRow['wire']): string {
  switch (wire) {
    case 'openai-chat':
    case 'openai-responses':
    case 'anthropic-messages':
    case 'gemini':
      return '/models';
    case 'ollama':
      return '/api/tags';
  }
}

/** The most that one page may have by the pages of Anthropic and Google; the others give all at once. */
function pageSize(wire: ListingRow['wire']): Readonly<Record<string, string>> {
  switch (wire) {
    case 'anthropic-messages':
      return { limit: '1000' };
    case 'gemini':
      return { pageSize: '1000' };
    case 'openai-chat':
    case 'openai-responses':
    case 'ollama':
      return {};
  }
}
