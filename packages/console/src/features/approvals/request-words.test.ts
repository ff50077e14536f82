import type { ApprovalView, RuleView } from 'commonhold/api';
import { describe, expect, test } from 'vitest';
import { waitingFor } from '../../api/approvals.ts';
import { english } from '../../text/english.ts';
import { approversText, laidOut, missingRules, placeText, spokenSeconds, whoText } from './request-words.ts';

const rule = (id: string, remedy: string): RuleView => ({
  id,
  effect: 'forbid',
  layer: 'ordinary',
  mode: 'enforce',
  remedy,
  why: undefined,
  file: 'rules.cedar',
  line: 1,
  text: '',
  reads: [],
});

const bo = { id: 'p_bo', name: 'bo', kind: 'person', revoked: false } as const;

function request(changes: Partial<ApprovalView> = {}): ApprovalView {
  return {
    id: '01',
    call: '02',
    state: 'open',
    asking: { id: 'p_bot', name: 'bot', kind: 'agent', revoked: false },
    project: 'lab',
    own: false,
    mayDecide: true,
    destination: { provider: 'acme', model: 'large', local: 'no', country: 'US' },
    labels: [],
    found: {},
    bytes: 312,
    sha256: 's'.repeat(43),
    rules: [rule('asks', 'approve:owner')],
    asked: '2026-03-03T10:12:05.000Z',
    expires: '2026-03-03T11:12:05.000Z',
    granted: [],
    ...changes,
  };
}

describe('a request', () => {
  test('says who asks and where it would go, and that a country is not known rather than nothing', () => {
    expect(whoText(request(), english)).toBe('bot (agent, project lab)');
    expect(placeText(request(), english)).toBe('acme, United States, rented');
    const nowhere = { provider: 'acme', model: 'm', local: 'no' } as const;
    expect(placeText(request({ destination: nowhere }), english)).toBe('acme, country not known, rented');
    const inside = { provider: 'local', model: 'm', local: 'verified' } as const;
    expect(placeText(request({ destination: inside }), english)).toBe('local, inside this node');
  });

  test('says whom its rules ask, each once', () => {
    const rules = [
      rule('a', 'approve:owner'),
      rule('b', 'approve:owner'),
      rule('c', 'approve:another-owner'),
      rule('d', 'approve:bo'),
    ];
    expect(approversText(request({ rules }), english)).toEqual([
      'an owner of this node',
      'an owner who is not the caller',
      'whoever holds the key “bo”',
    ]);
  });

  test('that takes several people says what is missing', () => {
    const rules = [rule('a', 'approve:owner'), rule('b', 'approve:bo')];
    const granted = [{ by: bo, time: '2026-03-03T10:13:00.000Z', rules: ['b'] }];
    expect(missingRules(request({ rules, granted }))).toEqual(['a']);
  });

  test('waits for whoever can still say yes, and for nobody else', () => {
    const granted = [{ by: bo, time: '2026-03-03T10:13:00.000Z', rules: ['b'] }];
    const requests = [
      request({ id: 'mine' }),
      request({ id: 'not mine to decide', mayDecide: false, own: true }),
      request({ id: 'said already', granted }),
      request({ id: 'granted', state: 'granted' }),
    ];
    expect(waitingFor(requests, 'p_bo').map(({ id }) => id)).toEqual(['mine']);
  });
});

test('the time that is left is said twice, and not while there is plenty nor when it is over', () => {
  const said = [60, 31, 30, 11, 10, 1, 0, -5].map(spokenSeconds);
  expect(said).toEqual([undefined, undefined, 30, 30, 10, 10, undefined, undefined]);
});

test('content is laid out for reading without a change of what it says, and left as it is where it is no JSON', () => {
  expect(laidOut('{"a":[1,"\\u0007"]}')).toBe('{\n  "a": [\n    1,\n    "\\u0007"\n  ]\n}');
  expect(laidOut('{broken')).toBe('{broken');
});
