/**
 * What erasure writes. Where a name of somebody stood, `erased` stands afterwards: no principal has that id, because theirs
 * begin with `p_`.
 */
export const erasureStatements = {
  // Refused while an attempt of the domain is open: its outcome would be written after its key is gone.
  'destroy-domain':
    'DELETE FROM domain WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM attempt WHERE outcome IS NULL AND domain = ?1)',
  'insert-erased-domain': 'INSERT INTO erased_domain (id, leaf, principal) VALUES (?, ?, ?)',
  // The pages of `domain` are given up and written anew; see `schema-3.ts`. Always these four, in this order.
  'park-domains': 'INSERT INTO domain_again SELECT id, principal, project, month, secret FROM domain',
  'empty-domains': 'DELETE FROM domain',
  'return-domains':
    'INSERT INTO domain (id, principal, project, month, secret) SELECT id, principal, project, month, secret FROM domain_again ORDER BY id',
  'empty-parked-domains': 'DELETE FROM domain_again',
  // Its rows go only when it has ended, and stay whole if any attempt of it is open.
  'erase-call':
    "UPDATE call SET principal = 'erased', asked = 'erased', run = NULL, provider = ?, model = ?, status = status, input_tokens = NULL, output_tokens = NULL, usage_source = NULL, total_ms = NULL, erased = ? WHERE id = ? AND status <> 'open' AND NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.call = call.id AND outcome IS NULL)",
  // Before the documents are cleared, which say which labels there are.
  'erase-labels':
    "DELETE FROM call_label WHERE leaf = ?1 AND label IN (SELECT value FROM attempt, json_each(attempt.detail, '$.labels') WHERE attempt.call = ?2 UNION SELECT value FROM attempt, json_each(attempt.result, '$.labels') WHERE attempt.call = ?2 AND attempt.result IS NOT NULL UNION SELECT value FROM refusal, json_each(refusal.detail, '$.labels') WHERE refusal.call = ?2)",
  'erase-attempts':
    "UPDATE attempt SET domain = '', secret = x'', detail = '{}', result = iif(result IS NULL, NULL, '{}') WHERE call = ?",
  'erase-refusal': "UPDATE refusal SET domain = '', secret = x'', detail = '{}' WHERE call = ?",
  'erase-bodies': 'DELETE FROM body WHERE place >= ? AND place < ?',
  // What could test a guess at a text goes with the text.
  'erase-segments': 'DELETE FROM segment WHERE leaf = ?',
  'erase-domain-segments': 'DELETE FROM segment WHERE domain = ?',
  // What can open bodies is taken out of the secret, what proves the index rows stays.
  'shorten-secret': 'UPDATE attempt SET secret = ? WHERE intent = ? AND outcome IS NOT NULL',
  'shorten-refusal-secret': 'UPDATE refusal SET secret = ? WHERE leaf = ?',
  'mark-erased':
    "UPDATE call SET erased = ? WHERE id = ? AND status <> 'open' AND NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.call = call.id AND outcome IS NULL)",
  'insert-erasure-left':
    "INSERT INTO erasure_left (leaf, actor, extent, basis) VALUES (?, ?, ?, ?) ON CONFLICT (leaf) DO UPDATE SET actor = excluded.actor, extent = excluded.extent, basis = excluded.basis WHERE excluded.extent = 'everything'",
  'insert-domain-left':
    'INSERT INTO domain_left (id, actor, basis) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET actor = excluded.actor, basis = excluded.basis',
  'delete-domain-left': 'DELETE FROM domain_left WHERE id = ?',
  // What was promised is taken back whole, when nothing of it has happened.
  'withdraw-erasures': 'DELETE FROM erasure_left',
  'withdraw-domains': 'DELETE FROM domain_left',
  // A promise to erase everything is not kept by erasing the bodies.
  'delete-erasure-left': "DELETE FROM erasure_left WHERE leaf = ?1 AND (extent = ?2 OR ?2 = 'everything')",
  'forget-erased-principal': 'UPDATE erased_domain SET principal = NULL WHERE principal = ?',
  'erase-conversation': 'DELETE FROM conversation WHERE id = ?',
  'erase-key-name':
    "UPDATE key SET name = 'erased' WHERE id = ? AND hash = ? AND principal = ? AND kind = ? AND role = ? AND project = ? AND labels = ? AND created = ? AND revoked IS NOT NULL",
  'insert-hold': 'INSERT INTO hold (id, kind, name, created) VALUES (?, ?, ?, ?)',
  'delete-hold': 'DELETE FROM hold WHERE id = ?',
} as const;

/** Where there may be nothing: no refusal, no labels, no other domain. */
export const erasureMayMeetNothing = [
  'park-domains',
  'empty-domains',
  'return-domains',
  'empty-parked-domains',
  'erase-labels',
  'erase-attempts',
  'erase-refusal',
  'erase-bodies',
  'erase-segments',
  'erase-domain-segments',
  'insert-erasure-left',
  'delete-erasure-left',
  'delete-domain-left',
  'withdraw-erasures',
  'withdraw-domains',
  'erase-conversation',
] as const;
