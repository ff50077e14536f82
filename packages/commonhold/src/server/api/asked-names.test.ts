import { describe, expect, test } from 'vitest';
import type { Principal } from '#call';
import type { Candidate, Gate } from '#gate';
import { codecs } from '#wires';
import { askedNames } from './asked-names.ts';

const member: Principal = {
  id: 'p_member',
  kind: 'agent',
  name: 'an agent',
  role: 'member',
  project: 'default',
  key: 'k_member',
  labels: [],
};
const app = {
  beginning: 'claude-',
  seen: { names: ['claude-x'], version: '1' },
  rows: { key: 'add a key', subscription: 'add a subscription' },
};

function candidate(
  authentication: Candidate['authentication'],
  wire: keyof typeof codecs = 'anthropic-messages',
): Candidate {
  const destination = { provider: authentication.mode } as Candidate['destination'];
  return { authentication, destination, codec: codecs[wire] } as Candidate;
}

const stored = (credential?: string) => candidate({ mode: 'stored', credential: () => credential });

function asked(
  candidates: readonly Candidate[] | undefined,
  way: 'key' | 'subscription' = 'key',
  principal = member,
) {
  const byModel = new Map(candidates === undefined ? [] : [['claude-x', candidates]]);
  const gate = { configuration: { routes: { byModel } } } as unknown as Gate;
  return askedNames(gate, principal, app, { wire: 'anthropic-messages', way });
}

const first = (...about: Parameters<typeof asked>) => asked(...about).names[0];

describe('a name that an app asks for', () => {
  test('leads to whoever can be asked, in the order of trying', () => {
    const candidates = [
      stored(),
      stored('secret'),
      candidate({ mode: 'caller' }),
      candidate({ mode: 'none' }),
    ];
    expect(first(candidates)).toEqual({ name: 'claude-x', leadsTo: ['stored', 'none'] });
    expect(JSON.stringify(asked(candidates))).not.toContain('secret');
  });

  test('leads to a row for subscriptions only where the app shows its own credential, in its own protocol', () => {
    const own = candidate({ mode: 'caller' });
    expect(first([own])).toMatchObject({ leadsTo: [], why: 'callers-credential' });
    expect(first([own], 'subscription')).toMatchObject({ leadsTo: ['caller'] });
    const other = candidate({ mode: 'caller' }, 'openai-chat');
    expect(first([other], 'subscription')).toMatchObject({ leadsTo: [], why: 'callers-credential' });
  });

  test.each([
    ['unknown', undefined, member],
    ['model-missing', [], member],
    ['credential-missing', [stored()], member],
    ['not-allowed', [stored('secret')], { ...member, scope: { models: ['small'] } }],
  ] as const)('leads nowhere, and it is said that it is %s', (why, candidates, principal) => {
    expect(first(candidates, 'key', principal)).toEqual({ name: 'claude-x', leadsTo: [], why });
  });

  test('comes with the command for the way in which the app is connected', () => {
    expect([asked(undefined).row, asked(undefined, 'subscription').row]).toEqual([
      'add a key',
      'add a subscription',
    ]);
  });
});
