import type { DatabaseSync } from 'node:sqlite';
import { type Domain, openDomain } from '../bodies/domain-secret.ts';
import { openNameKey } from '../log/node-row.ts';
import { OpaqueNames } from '../log/opaque-names.ts';
import { bytes, text } from './row-cursor.ts';

/** What an audit can open with the root key; without it the log alone is checked. */
export interface AuditKeys {
  readonly origin: string;
  readonly names: OpaqueNames | undefined;
  /** Every domain key that is left, by id. Undefined without the root key. */
  readonly domains: ReadonlyMap<string, Domain> | undefined;
}

export function readAuditKeys(
  database: DatabaseSync,
  root: Uint8Array | undefined,
  find: (what: string) => void,
): AuditKeys | undefined {
  const row = database.prepare('SELECT origin, created, names FROM node').get();
  if (row === undefined) {
    find('The row that says what this log is called is missing.');
    return undefined;
  }
  const node = { origin: text(row['origin']), created: text(row['created']), names: bytes(row['names']) };
  if (root === undefined) return { origin: node.origin, names: undefined, domains: undefined };
  const nameKey = openNameKey(node, root);
  if (nameKey === undefined) {
    find("The key of opaque names does not open: it, the log's origin or keys/root.key was changed.");
  }
  return {
    origin: node.origin,
    names: nameKey === undefined ? undefined : new OpaqueNames(nameKey),
    domains: readDomains(database, root, find),
  };
}

function readDomains(
  database: DatabaseSync,
  root: Uint8Array,
  find: (what: string) => void,
): ReadonlyMap<string, Domain> {
  const domains = new Map<string, Domain>();
  for (const row of database.prepare('SELECT id, principal, project, month, secret FROM domain').iterate()) {
    const name = {
      id: text(row['id']),
      principal: text(row['principal']),
      project: text(row['project']),
      month: text(row['month']),
    };
    const domain = openDomain(root, name, bytes(row['secret']));
    if (domain === undefined)
      find(`The key of the erasure domain ${name.id} does not open: its row was changed.`);
    else domains.set(name.id, domain);
  }
  return domains;
}
