import { erasureMayMeetNothing, erasureStatements } from './erasure-statements.ts';
import { spentStatements } from './spent-day.ts';

/**
 * Everything that can be written besides leaves and bodies. A commit names a statement and gives its values in
 * order. A statement that changes no row fails its commit: an update that meets nothing is a mistake, and the leaf
 * that goes with it must not claim otherwise.
 */
export const statements = {
  'insert-node': 'INSERT INTO node (one, origin, created, names) VALUES (1, ?, ?, ?)',
  // Meets the row only while it is as it was read, so that no name is given twice over.
  'rename-node': 'UPDATE node SET origin = ?, created = ?, names = ? WHERE origin = ?',
  'insert-earlier-origin': 'INSERT INTO earlier_origin (origin, size, root) VALUES (?, ?, ?)',
  'insert-domain': 'INSERT INTO domain (id, principal, project, month, secret) VALUES (?, ?, ?, ?, ?)',
  'insert-checkpoint': 'INSERT INTO checkpoint (size, note, nodes) VALUES (?, ?, ?)',
  'put-cosigned':
    'INSERT INTO cosigned (size, note, time, quorum) VALUES (?, ?, ?, ?) ON CONFLICT (size) DO UPDATE SET note = excluded.note, time = excluded.time, quorum = excluded.quorum',
  // Of a day, what is older and no better than the head that was just put there.
  'thin-cosigned': 'DELETE FROM cosigned WHERE substr(time, 1, 10) = ? AND size < ? AND quorum <= ?',
  'judge-cosigned': 'UPDATE cosigned SET quorum = ? WHERE size = ?',
  // Neither the newest head, which a start goes on from, nor one that witnesses have signed.
  'thin-checkpoint':
    'DELETE FROM checkpoint WHERE size = ?1 AND size < (SELECT max(size) FROM checkpoint) AND NOT EXISTS (SELECT 1 FROM cosigned WHERE size = ?1)',
  'insert-call':
    'INSERT INTO call (leaf, id, time, origin, principal, operation, wire, asked, run, parent, attempts, provider, model, local, status, error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  // A later attempt takes the place of the one before it: the call's result is its last outcome. A call that was erased
  // between two attempts goes no further.
  'continue-call':
    "UPDATE call SET attempts = ?, provider = ?, model = ?, local = ?, status = 'open', error = NULL, input_tokens = NULL, output_tokens = NULL, usage_source = NULL, total_ms = NULL WHERE id = ? AND attempts = ? AND erased IS NULL",
  // What is wrapped by a key that was destroyed meanwhile would be erased by accident, so it is refused.
  'insert-attempt':
    'INSERT INTO attempt (intent, call, number, domain, secret, detail) SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS (SELECT 1 FROM domain WHERE id = ?4)',
  'finish-attempt': 'UPDATE attempt SET outcome = ?, result = ? WHERE intent = ? AND outcome IS NULL',
  // Meets the call only while this attempt is its last; an earlier attempt that ends late does not speak for it.
  'finish-call':
    'UPDATE call SET status = ?, error = ?, input_tokens = ?, output_tokens = ?, usage_source = ?, total_ms = ? WHERE id = ? AND attempts = ?',
  // The same label may come from the intent, from a later attempt and from the answer.
  'insert-label':
    'INSERT INTO call_label (label, leaf) SELECT ?, leaf FROM call WHERE id = ? ON CONFLICT DO NOTHING',
  // Texts of a call that carry labels: the same text may come with two calls, or with two answers of one.
  'insert-segments':
    'INSERT INTO segment (domain, hash, leaf, labels) SELECT ?1, unhex(one.value), call.leaf, ?2 FROM json_each(?3) AS one JOIN call ON call.id = ?4 WHERE true ON CONFLICT DO NOTHING',
  'insert-refusal':
    'INSERT INTO refusal (leaf, call, domain, secret, detail) SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (SELECT 1 FROM domain WHERE id = ?3)',
  'insert-access': 'INSERT INTO access (leaf, call, sealed) VALUES (?, ?, ?)',
  'insert-key':
    'INSERT INTO key (id, hash, principal, name, kind, role, project, labels, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  'put-key-terms':
    'INSERT INTO key_terms (key, terms) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET terms = excluded.terms',
  'insert-approval': 'INSERT INTO approval (leaf, sealed) VALUES (?, ?)',
  'revoke-key': 'UPDATE key SET revoked = ? WHERE id = ? AND revoked IS NULL',
  'put-credential':
    'INSERT INTO credential (provider, sealed, created) VALUES (?, ?, ?) ON CONFLICT (provider) DO UPDATE SET sealed = excluded.sealed, created = excluded.created',
  'delete-credential': 'DELETE FROM credential WHERE provider = ?',
  'put-setting':
    'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  // The head cosigned last for a log goes on from the one that was read (?8, ?9; null when there was none), and never to a
  // smaller one or to another root of its size. Otherwise it meets nothing and the commit fails: two histories of one
  // log cannot be cosigned, whatever the code before it does.
  'put-witnessed':
    'INSERT INTO witnessed (origin, size, root, text, log_lines, cosignatures, time) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE ?8 IS NULL OR EXISTS (SELECT 1 FROM witnessed WHERE origin = ?1) ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root, text = excluded.text, log_lines = excluded.log_lines, cosignatures = excluded.cosignatures, time = excluded.time WHERE witnessed.size = ?8 AND witnessed.root = ?9 AND (excluded.size > witnessed.size OR (excluded.size = witnessed.size AND excluded.root = witnessed.root))',
  'insert-policy-set': 'INSERT INTO policy_set (digest, files, since) VALUES (?, ?, ?)',
  // The same text may be written again after a start.
  'insert-basis': 'INSERT INTO basis (digest, text) VALUES (?, ?) ON CONFLICT DO NOTHING',
  'insert-session': 'INSERT INTO session (digest, key, created, expires) VALUES (?, ?, ?, ?)',
  'delete-session': 'DELETE FROM session WHERE digest = ?',
  'put-conversation':
    'INSERT INTO conversation (id, principal, domain, updated, sealed) SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (SELECT 1 FROM domain WHERE id = ?3) ON CONFLICT (id) DO UPDATE SET domain = excluded.domain, updated = excluded.updated, sealed = excluded.sealed WHERE conversation.principal = excluded.principal',
  'delete-conversation': 'DELETE FROM conversation WHERE id = ? AND principal = ?',
  ...spentStatements,
  ...erasureStatements,
} as const;

export type StatementName = keyof typeof statements;

/** Names in a fixed order, so that a message to the writer thread can carry a number. */
export const statementNames = Object.keys(statements) as readonly StatementName[];

/** Statements that may rightly meet no row. */
export const mayMeetNothing: ReadonlySet<StatementName> = new Set([
  'finish-call',
  'insert-label',
  'insert-segments',
  'insert-basis',
  'delete-session',
  'thin-cosigned',
  'thin-checkpoint',
  'sweep-spent',
  ...erasureMayMeetNothing,
]);
