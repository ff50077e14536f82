import type { AttemptView, CallView } from 'commonhold/api';

/** A call as the API tells of it, for tests; what differs is given. */
export function callFixture(changes: Partial<CallView> = {}): CallView {
  return {
    id: '01jd9x3v4q8n2m5k7p0r6t1w3y',
    index: 101,
    time: '2026-03-03T10:12:05.010Z',
    origin: 'live',
    principal: { id: 'p_anna', name: 'anna', kind: 'person', revoked: false },
    operation: 'generate',
    wire: 'openai-chat',
    asked: 'small',
    provider: 'local',
    model: 'smollm2',
    local: 'verified',
    status: 'completed',
    attempts: 1,
    inputTokens: 12,
    outputTokens: 43,
    usageSource: 'counted',
    totalMs: 2100,
    attemptDetails: [attemptFixture(1, 'local')],
    labels: [],
    decision: ['allow:valid-key'],
    facts: { labels: [], overBudget: false },
    policy: 'p'.repeat(43),
    project: 'default',
    key: 'laptop',
    warnings: [],
    leaves: [leafFixture(101, 'intent', 1, 10), leafFixture(102, 'outcome', 1, 2110)],
    checkpointSize: 110,
    neighbours: {},
    ...changes,
  };
}

/** When the requests of these calls were complete. */
const received = Date.parse('2026-03-03T10:12:05.000Z');

export function attemptFixture(number: number, provider: string): AttemptView {
  return {
    number,
    status: 'completed',
    intent: {
      principal: 'p_anna',
      project: 'default',
      key: 'laptop',
      asked: 'small',
      received,
      decision: ['allow:valid-key'],
      labels: [],
      facts: {},
      provider,
    },
    outcome: { labels: [], firstByteMs: 200, totalMs: 2100, warnings: [] },
  };
}

export function leafFixture(index: number, kind: string, attempt: number, afterMs: number) {
  const leaf = { v: 1, kind, attempt, time: new Date(received + afterMs).toISOString() };
  return { index, hash: '', text: JSON.stringify(leaf), leaf };
}
