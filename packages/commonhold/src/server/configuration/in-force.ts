import type { Destination } from '#call';
import type { Configuration } from '#config';
import { destinationOf } from '#providers';

/**
 * What decides about calls as much as commonhold.yaml does and stands elsewhere: lists of terms, which lie in files of
 * their own, and what this release's catalog says of the vendors that rows name, so that a new release whose catalog
 * says something else is a change on record, too.
 */
export function inForce(configuration: Configuration, labelFiles: Readonly<Record<string, string>>): object {
  const rows = Object.entries(configuration.providers).filter(([, { vendor }]) => vendor !== undefined);
  const destinations = Object.fromEntries(rows.map(([id, row]) => [id, known(destinationOf(id, row))]));
  return {
    ...configuration,
    ...(Object.keys(labelFiles).length === 0 ? {} : { labelFiles }),
    ...(rows.length === 0 ? {} : { destinations }),
  };
}

function known(destination: Destination): object {
  return Object.fromEntries(Object.entries(destination).filter(([, value]) => value !== undefined));
}
