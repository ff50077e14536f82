import { expect } from 'vitest';
import { startCountingUpstream } from './counting-upstream.ts';
import {
  api,
  chat,
  commonhold,
  newHome,
  providerYaml,
  removeHome,
  startTestNode,
  type TestNode,
} from './running-node.ts';

interface Listed {
  readonly id: string;
  readonly status: string;
}
interface Opened {
  readonly bodies: readonly { readonly field: string; readonly base64: string }[];
}

/** Calls under way at once when the node is killed. */
const inFlight = 16;
/** The first calls of a round arrive within moments, also on a busy machine. */
const loadBeginsMs = 20_000;

/**
 * Kills the node with SIGKILL in the middle of load, again and again on the same home folder. Afterwards everything
 * that the upstream saw must be on record, what was cut off must be `unknown`, and the log must verify.
 */
export async function killInTheMiddle(rounds: number): Promise<void> {
  const upstream = await startCountingUpstream(3);
  const home = await newHome(providerYaml(upstream.port));
  let sent = 0;
  try {
    for (let round = 0; round < rounds; round++) {
      const node = await startTestNode(home);
      const seenBefore = upstream.seen.length;
      const killed = new AbortController();
      const callers = Array.from({ length: inFlight }, async () => {
        while (!killed.signal.aborted) {
          const user = `request ${sent++}`;
          try {
            const reply = await chat(node, {
              model: 'test-model',
              user,
              messages: [{ role: 'user', content: user }],
            });
            await reply.arrayBuffer();
          } catch {
            // The node was killed under this call; that is the point.
            return;
          }
        }
      });
      // A different moment in each round, but never before the load has begun.
      const deadline = Date.now() + loadBeginsMs;
      while (upstream.seen.length < seenBefore + inFlight) {
        if (Date.now() > deadline) throw new Error(`no load arrived in round ${round}: ${node.errors()}`);
        await pause(1);
      }
      await pause((round * 7) % 40);
      await node.kill();
      killed.abort();
      await Promise.all(callers);
    }

    const node = await startTestNode(home);
    expect(node.errors()).toBe('');
    const calls: Listed[] = [];
    for (let before: string | undefined; ; before = calls.at(-1)?.id) {
      const page = before === undefined ? '' : `&before=${before}`;
      const listed = await api<{ calls: Listed[] }>(node, 'GET', `/api/calls?limit=1000${page}`);
      if (listed.calls.length === 0) break;
      calls.push(...listed.calls);
    }
    expect(calls.filter(({ status }) => status === 'open')).toEqual([]);
    expect(calls.filter(({ status }) => status === 'unknown').length).toBeGreaterThan(0);
    // Every request that the upstream saw has an intent with that very content; there may be intents never sent.
    expect(new Set(upstream.seen).size).toBe(upstream.seen.length);
    const recorded = await usersOnRecord(node, calls);
    expect(upstream.seen.filter((user) => !recorded.has(user))).toEqual([]);

    await node.stop();
    const verified = await commonhold(home, ['verify', '--bodies', '--json']);
    const report = JSON.parse(verified.output) as {
      verdict: string;
      pairs: { open: number };
      findings: unknown[];
    };
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ verdict: 'proved', pairs: { open: 0 } });
  } finally {
    await upstream.close();
    await removeHome(home);
  }
}

/** The `user` field of every request on record, read by opening each. */
async function usersOnRecord(node: TestNode, calls: readonly Listed[]): Promise<ReadonlySet<string>> {
  const users = new Set<string>();
  let next = 0;
  const reader = async (): Promise<void> => {
    for (let call = calls[next++]; call; call = calls[next++]) {
      const opened = await api<Opened>(node, 'POST', `/api/calls/${call.id}/open`);
      const request = opened.bodies.find(({ field }) => field === 'request');
      const text = Buffer.from(request?.base64 ?? '', 'base64').toString();
      users.add((JSON.parse(text) as { user: string }).user);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, reader));
  return users;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
