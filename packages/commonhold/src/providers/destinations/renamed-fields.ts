import type { Connection } from './connection.ts';
import { findVendor } from './catalog.ts';

interface SpokenRow {
  readonly vendor?: string | undefined;
  readonly wire: Connection['wire'];
}

/** What a row's vendor calls otherwise than the protocol of the row does; undefined where nothing is known to be. */
export function renamedFields({ vendor, wire }: SpokenRow): Connection['renamed'] {
  const ways = vendor === undefined ? undefined : findVendor(vendor)?.connections;
  return ways?.find((way) => way.wire === wire)?.renamed;
}
