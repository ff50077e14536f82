/**
 * The tables of version 4: who read what.
 *
 * - `access`  one row for each `access` leaf, so that they are found without reading the log: the call, if it is about one,
 *             and the statement that the leaf's `reason` commits to, sealed under the erasure domain of whoever looked.
 *
 * Leaves that are there already are known by how they begin: a leaf is canonical JSON, and only two kinds have an `action`.
 */
export const schema4 = `
CREATE TABLE access (
  leaf INTEGER PRIMARY KEY,
  call TEXT,
  sealed BLOB
) STRICT;
CREATE INDEX access_call ON access (call) WHERE call IS NOT NULL;

INSERT INTO access (leaf, call)
SELECT idx, json_extract(CAST(bytes AS TEXT), '$.call') FROM leaf
WHERE substr(bytes, 1, 11) = CAST('{"action":"' AS BLOB) AND json_extract(CAST(bytes AS TEXT), '$.kind') = 'access';
`;
