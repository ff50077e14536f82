import { canonicalJson, type CanonicalValue } from '@commonhold/record';
import { describe, expect, test } from 'vitest';
import { callFacts, intentDetail } from './details.ts';
import type { CallIdentity, DecisionTrail, NewAttempt } from '../recorder.ts';

/** With everything that a document of a call may hold. */
const call: CallIdentity = {
  id: '01jd00000000000000000000aa',
  origin: 'import',
  principal: {
    id: 'p_a',
    kind: 'app',
    name: 'a',
    role: 'member',
    project: 'default',
    key: 'k_1',
    labels: [],
  },
  operation: 'generate',
  clientWire: 'openai-chat',
  asked: 'model',
  run: 'run',
  parent: undefined,
  received: 1_790_000_000_000,
  request: Buffer.from('{}'),
  imported: { source: 'elsewhere' } as unknown as NonNullable<CallIdentity['imported']>,
};
const decision: DecisionTrail = {
  policy: 'A'.repeat(43),
  trail: ['allow:valid-key'],
  labels: [],
  facts: { labels: [], overBudget: false },
};
const attempt: NewAttempt = {
  call,
  number: 1,
  decision,
  providerWire: 'openai-chat',
  destination: {
    provider: 'elsewhere',
    legalEntity: 'Elsewhere Ltd',
    country: 'DE',
    retentionDays: 0,
    trainsOnData: false,
    local: 'no',
  },
  model: 'model',
  modelIsBuiltIn: false,
  weightsDigest: undefined,
  sent: Buffer.from('{}'),
  spending: { day: '2026-11-22', input: 1, output: 2, nanos: 3, currency: 'EUR' },
};

describe('the document of an intent', () => {
  const document = intentDetail(attempt, 'domain', 'basis');

  test('stands in canonical order already, which is what makes it cheap to write', () => {
    expect(JSON.stringify(document)).toBe(canonicalJson(document as unknown as CanonicalValue));
  });

  test('says all of the call that the document of a refusal says', () => {
    expect(document).toMatchObject(callFacts(call, 1, 'domain', decision, 'basis'));
  });
});
