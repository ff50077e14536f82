export { openForReading } from './open-database.ts';
export { copyDatabase } from './copy-database.ts';
export { databaseFile, openStore, spaceReserveDefaultBytes } from './open-store.ts';
export { frontierOf } from './frontier-nodes.ts';
export { bodyAt, bodyPlace } from './group-writer.ts';
export { expectedSchema, schemaOf, schemaVersion } from './migrations.ts';
export { bodyFields } from './group.ts';
export { derivedTables } from './derived-tables.ts';
export { attestedDigest, hasAnswerId, isAttestationLeaf, isErasureLeaf } from './schema-5.ts';
export { sha256 } from './sha256.ts';
export { subtreeLeaves } from './subtrees.ts';
export type {
  BodyField,
  Cleaned,
  Commit,
  CommitBody,
  CommitRow,
  Committed,
  FlowAddition,
  RowValue,
  SqlValue,
  Store,
} from './store.ts';
