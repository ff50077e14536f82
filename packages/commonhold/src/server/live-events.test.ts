import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Principal } from '#call';
import { type LiveEvent, LiveEvents } from './live-events.ts';

const person = (id: string, role: Principal['role']): Principal => ({
  id,
  kind: 'person',
  name: id,
  role,
  project: 'default',
  key: `k_${id}`,
  labels: [],
});
const owner = person('p_owner', 'owner');
const anna = person('p_anna', 'member');
const ben = person('p_ben', 'member');

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function listening(
  live: LiveEvents,
  principal: Principal,
): { told: LiveEvent[]; stop: () => void; ended: () => boolean } {
  const told: LiveEvent[] = [];
  let ended = false;
  const stop = live.listen(
    principal,
    (event) => told.push(event),
    () => (ended = true),
  );
  return { told, stop, ended: () => ended };
}

test('what changes within a moment is told once, and each call is named once', () => {
  const live = new LiveEvents();
  const { told } = listening(live, owner);
  for (let time = 0; time < 100; time += 1) live.callChanged('c_1', anna.id);
  live.callChanged('c_2', ben.id);
  live.changed('models');
  live.changed('models');
  expect(told).toEqual([]);
  vi.runAllTimers();
  expect(told).toEqual([{ type: 'calls', ids: ['c_1', 'c_2'] }, { type: 'models' }]);
});

test('a member is told of their own calls only, the owner of all', () => {
  const live = new LiveEvents();
  const listeners = [owner, anna, ben].map((principal) => listening(live, principal));
  live.callChanged('c_1', anna.id);
  vi.runAllTimers();
  expect(listeners.map(({ told }) => told.length)).toEqual([1, 1, 0]);
});

test('a busy node names some of the calls and not thousands', () => {
  const live = new LiveEvents();
  const { told } = listening(live, owner);
  for (let call = 0; call < 5000; call += 1) live.callChanged(`c_${call}`, anna.id);
  vi.runAllTimers();
  expect(told).toHaveLength(1);
  expect(told[0]?.type === 'calls' && told[0].ids.length).toBe(50);
});

test('while nobody listens nothing is gathered, so that the hot path pays nothing', () => {
  const live = new LiveEvents();
  live.callChanged('c_1', anna.id);
  expect(vi.getTimerCount()).toBe(0);
  const { told } = listening(live, owner);
  vi.runAllTimers();
  expect(told).toEqual([]);
});

test('who stopped listening hears nothing more, and closing ends all who still listen', () => {
  const live = new LiveEvents();
  const first = listening(live, owner);
  const second = listening(live, anna);
  first.stop();
  live.changed('configuration');
  vi.runAllTimers();
  expect([first.told.length, second.told.length]).toEqual([0, 1]);
  live.close();
  expect([first.ended(), second.ended()]).toEqual([false, true]);
});

test('more pages than a node should have open are refused with a reason', () => {
  const live = new LiveEvents();
  for (let page = 0; page < 200; page += 1) listening(live, owner);
  expect(() => listening(live, owner)).toThrow(/More than 200 pages/);
});
