import { expect, test } from 'vitest';
import { CommonholdError } from '#base';
import { Classifier, presidioDetector } from '#labels';
import { candidate, type Event, gateFor, question, send } from '../gate.fixture.ts';

const options = {
  url: 'http://127.0.0.1:1',
  language: 'en',
  minimumScore: 0.5,
  entities: { PERSON: 'personal' },
  timeoutMs: 5000,
  onFailure: 'refuse',
} as const;
const down = () => Promise.reject(new CommonholdError('detector_unavailable', { detail: 'it is down' }));

test('a call that the stronger detector did not look through is refused, recorded and never sent', async () => {
  const events: Event[] = [];
  const { gate } = await gateFor(events, { m: [candidate(events, 'a', {}), candidate(events, 'b', {})] });
  const classifier = new Classifier(undefined, { stronger: presidioDetector(options, down) });
  gate.configuration = { ...gate.configuration, classifier };
  const reply = await send(
    gate,
    question('m', { messages: [{ role: 'user', content: 'Who is Ada Lovelace?' }] }),
  );
  expect(reply.status).toBe(503);
  expect(reply.body).toContain('detector_unavailable');
  expect(events.map(({ type }) => type)).toEqual(['refusal']);
});

test('what only the stronger detector finds decides about the call', async () => {
  const events: Event[] = [];
  const { gate } = await gateFor(events, { m: [candidate(events, 'a', {})] });
  const finds = () => Promise.resolve([{ entity_type: 'PERSON', start: 0, end: 3, score: 0.9 }]);
  const classifier = new Classifier(undefined, { stronger: presidioDetector(options, finds) });
  gate.configuration = { ...gate.configuration, classifier };
  await send(gate, question('m', { user: 'Ada' }));
  const intent = events.find((event) => event.type === 'intent');
  expect(intent?.attempt.decision.labels).toEqual(['personal']);
});
