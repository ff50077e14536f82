import { checkOutboundAddress, describe } from '#base';

/** The one path that a log posts to, below the address of a witness. */
const addCheckpointPath = '/add-checkpoint';

/** Where the heads go to; an address with and without a slash at its end is the same witness. */
export function addCheckpointUrl(address: string): string {
  return `${address.replace(/\/+$/, '')}${addCheckpointPath}`;
}

/** Why an address cannot be one of a witness; undefined when it can. */
export function whyNotAddress(address: string): string | undefined {
  if (/\s/.test(address)) return 'must not hold spaces: it stands in policy files, which end items with them';
  const url = URL.parse(address);
  // What is no address at all is told by the check before this one.
  if (url === null) return undefined;
  if (url.search !== '' || url.hash !== '')
    return 'must not hold a query or a fragment: they would not be sent';
  try {
    checkOutboundAddress(address, undefined);
    return undefined;
  } catch (thrown) {
    return describe(thrown);
  }
}
