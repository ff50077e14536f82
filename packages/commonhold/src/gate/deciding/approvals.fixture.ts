import { randomBytes } from 'node:crypto';
import type { Principal } from '#call';
import { type ApprovalAnswer, Approvals, type Asked } from './approvals.ts';

/** A clock that tests move, and what is to happen later by it. */
export class TestTime {
  /** Where people have set the clock; durations do not go by it. */
  offset = 1_795_305_600_000;
  #elapsed = 0;
  readonly #later = new Set<{ readonly at: number; readonly act: () => void }>();

  readonly clock = { now: () => this.offset + this.#elapsed, monotonic: () => this.#elapsed };

  readonly after = (ms: number, act: () => void): (() => void) => {
    const entry = { at: this.#elapsed + ms, act };
    this.#later.add(entry);
    return () => this.#later.delete(entry);
  };

  async pass(ms: number): Promise<void> {
    this.#elapsed += ms;
    for (const entry of this.#later) {
      if (entry.at > this.#elapsed) continue;
      this.#later.delete(entry);
      entry.act();
    }
    await settled();
  }
}

/** After everything that is not waiting for time, or for people. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

export function approvalsAt(time: TestTime): Approvals {
  return new Approvals({
    clock: time.clock,
    randomness: (bytes) => randomBytes(bytes),
    after: time.after,
    changed: () => undefined,
  });
}

export function someone(id: string, more: Partial<Principal> = {}): Principal {
  return {
    id,
    kind: 'person',
    name: id,
    role: 'member',
    project: 'default',
    key: `k_${id}`,
    labels: [],
    ...more,
  };
}

export const owner = someone('p_owner', { role: 'owner' });

export function asked(more: Partial<Asked> = {}): Asked {
  return {
    call: '01call',
    asking: someone('p_anna'),
    model: 'large',
    destination: {
      provider: 'acme',
      legalEntity: undefined,
      country: 'US',
      retentionDays: undefined,
      trainsOnData: undefined,
      local: 'no',
    },
    path: '/v1/chat/completions',
    body: Buffer.from('{"to":"Ben"}'),
    labels: [],
    found: {},
    needed: [{ rule: 'ask-first', by: 'owner' }],
    rules: [],
    ...more,
  };
}

/** A call that asks, and what has come of it so far. */
export interface Asking {
  readonly hangUp: () => void;
  readonly answer: () => ApprovalAnswer | 'waits';
}

export async function ask(approvals: Approvals, what: Asked): Promise<Asking> {
  const client = new AbortController();
  let answer: ApprovalAnswer | 'waits' = 'waits';
  void approvals.ask(what, client.signal).then((came) => (answer = came));
  await settled();
  return { hangUp: () => client.abort(new Error('hung up')), answer: () => answer };
}
