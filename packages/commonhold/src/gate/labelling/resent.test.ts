import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '#base';
import type { Principal } from '#call';
import { LabelSources, Pseudonyms } from '#labels';
import { labelsOfRun, type Ledger, openLedger } from '#ledger';
import { databaseFile, openStore, type Store } from '#store';
import { CarriedLabels } from './carried-labels.ts';
import { candidate, type Event, gateFor, member, type Replied, send } from '../gate.fixture.ts';
import type { GateConfiguration } from '../gate.ts';
import { RunLabels } from './run-labels.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'commonhold-resent-'));
});
afterEach(() => rm(home, { recursive: true }));

const diagnosis = 'He was told on Tuesday that the tumour is malignant.';
const finding = 'The patient in bed four has had it for some eleven years now.';
const thanks = 'Thank you, go on.';

interface Message {
  readonly role: string;
  readonly content: string | readonly object[] | null;
  readonly [more: string]: unknown;
}
const user = (content: string): Message => ({ role: 'user', content });
const assistant = (content: string): Message => ({ role: 'assistant', content });
const system = (content: string): Message => ({ role: 'system', content });

interface Node {
  readonly ledger: Ledger;
  readonly store: Store;
  /** Texts that were asked about, by whoever calls. */
  readonly asked: string[];
  /** Sends a request whose answer is `answer`. */
  readonly say: (messages: readonly Message[], more?: Sending) => Promise<Replied>;
  /** What the newest call has on record: its labels, and where they came from. */
  readonly newest: () => Promise<{ readonly labels: readonly string[]; readonly from: unknown }>;
  readonly count: () => Promise<number>;
}

interface Sending {
  readonly headers?: Record<string, string>;
  readonly principal?: Principal;
  readonly answer?: string;
  readonly configuration?: Partial<GateConfiguration>;
}

/** A gate on a real record, as it is after a start. */
async function running<Result>(use: (node: Node) => Promise<Result>): Promise<Result> {
  const fail = (error: Error): never => {
    throw error;
  };
  const store = await openStore({ path: join(home, databaseFile), spaceReserveBytes: 0, onFatal: fail });
  const ledger = await openLedger({
    home,
    store,
    clock: systemClock,
    randomness: (bytes) => randomBytes(bytes),
    software: 'commonhold test',
    onTrouble: fail,
    heartbeats: 'none',
  });
  const asked: string[] = [];
  const node: Node = {
    ledger,
    store,
    asked,
    async say(messages, { headers = {}, principal = member, answer = 'Yes.', configuration } = {}) {
      const events: Event[] = [];
      const message = { role: 'assistant', content: answer };
      const completion = { id: 'c', object: 'chat.completion', created: 1, model: 's' };
      const chunks = [
        JSON.stringify({ ...completion, choices: [{ index: 0, message, finish_reason: 'stop' }] }),
      ];
      const { gate, reports } = await gateFor(
        events,
        { m: [candidate(events, 'there', { chunks })] },
        {
          clock: systemClock,
          recorder: ledger,
          runs: new RunLabels((id, run) => labelsOfRun(store, id, run)),
          resent: {
            any: (id) => ledger.resent.any(id),
            labelsOf: (id, digests) => {
              asked.push(id);
              return ledger.resent.labelsOf(id, digests);
            },
            heard: (id, segments) => ledger.resent.heard(id, segments),
          },
        },
      );
      gate.configuration = { ...gate.configuration, requestBytes: 10_000_000, ...configuration };
      const reply = await send(gate, JSON.stringify({ model: 'm', messages }), {
        headers,
        principal,
      });
      expect(reports).toEqual([]);
      return reply;
    },
    async newest() {
      const [row] = await store.read<{ detail: string }>(
        `SELECT detail FROM (SELECT intent AS leaf, detail FROM attempt UNION ALL SELECT leaf, detail FROM refusal)
         ORDER BY leaf DESC LIMIT 1`,
      );
      const { labels, facts } = JSON.parse(row?.detail ?? '{}') as {
        labels: readonly string[];
        facts: Record<string, unknown>;
      };
      return { labels, from: facts['labelSources'] };
    },
    async count() {
      const [row] = await store.read<{ count: number }>('SELECT count(*) AS count FROM segment');
      return row?.count ?? -1;
    },
  };
  try {
    return await use(node);
  } finally {
    await ledger.close();
    await store.close();
  }
}

const special = { headers: { 'x-commonhold-labels': 'special' } };
const other: Principal = { ...member, id: 'p_other', key: 'k_other' };

describe('a conversation that goes on without the header it began with', () => {
  test('keeps its labels, and the record says that they came with a text that was sent before', async () => {
    await running(async ({ say, newest }) => {
      await say([user(diagnosis)], special);
      expect(await newest()).toEqual({ labels: ['special'], from: { header: ['special'] } });
      await say([user(diagnosis), assistant('Yes.'), user(thanks)]);
      expect(await newest()).toEqual({ labels: ['special'], from: { resent: ['special'] } });
    });
  });

  test('keeps them where only an answer is left of it, which a model wrote who had seen them', async () => {
    await running(async ({ say, newest }) => {
      await say([user('Who is he?')], { ...special, answer: finding });
      await say([assistant(finding), user('Since when?')], { answer: diagnosis });
      expect(await newest()).toEqual({ labels: ['special'], from: { resent: ['special'] } });
      await say([assistant(diagnosis), user('Is it?')]);
      expect(await newest()).toMatchObject({ labels: ['special'] });
    });
  });

  test('keeps those of a run whose name is no longer said', async () => {
    await running(async ({ say, newest }) => {
      const inRun = { headers: { 'x-commonhold-run': 'ward' } };
      await say([user('Hello.')], { headers: { ...inRun.headers, ...special.headers } });
      await say([user(diagnosis)], inRun);
      expect(await newest()).toEqual({ labels: ['special'], from: { run: ['special'] } });
      await say([user(diagnosis)]);
      expect(await newest()).toEqual({ labels: ['special'], from: { resent: ['special'] } });
    });
  });

  test('keeps them after a restart', async () => {
    await running(({ say }) => say([user(diagnosis)], { ...special, answer: finding }));
    await running(async ({ say, newest }) => {
      await say([assistant(finding)]);
      expect(await newest()).toMatchObject({ from: { resent: ['special'] } });
    });
  });

  test('keeps them when a call with them was refused: nothing is won by not saying what it is', async () => {
    await running(async ({ say, newest, ledger }) => {
      const authentication = { mode: 'stored', credential: () => undefined } as const;
      const routes = { byModel: new Map([['m', [candidate([], 'there', {}, { authentication })]]]) };
      expect((await say([user(diagnosis)], { ...special, configuration: { routes } })).status).not.toBe(200);
      expect((await ledger.calls({ limit: 1 })).calls[0]?.status).toBe('refused');
      await say([user(diagnosis)]);
      expect(await newest()).toMatchObject({ labels: ['special'] });
    });
  });

  test('knows a text wherever it stands now, with other space around it and other line ends', async () => {
    await running(async ({ say, newest }) => {
      const lines = `${diagnosis}\nNobody else knows.`;
      await say([user(lines)], special);
      for (const message of [
        user(` ${lines.replace('\n', '\r\n')}\n`),
        { role: 'user', content: [{ type: 'text', text: lines }] },
        system(lines),
        { role: 'tool', tool_call_id: 'a', content: lines },
      ]) {
        await say([message]);
        expect((await newest()).labels).toEqual(['special']);
      }
    });
  });
});

describe('labels of a text do not reach', () => {
  test.each<[string, Message]>([
    ['a text that was changed', user(`${diagnosis} Is it?`)],
    ['a text that quotes it', user(`You said: ${diagnosis}`)],
    ['a text of a few words, which everybody says', user(thanks)],
    ['what an application tells every model', system(`You are the assistant of a ward with many beds.`)],
  ])('%s', async (_what, message) => {
    await running(async ({ say, newest }) => {
      const standing = system('You are the assistant of a ward with many beds.');
      await say([standing, user(diagnosis), assistant('Yes.'), user(thanks)], special);
      await say([message]);
      expect(await newest()).toEqual({ labels: [], from: undefined });
    });
  });

  test('another principal who sends the same', async () => {
    await running(async ({ say, newest }) => {
      await say([user(diagnosis)], special);
      await say([user(diagnosis)], { principal: other });
      expect((await newest()).labels).toEqual([]);
    });
  });

  test('anything where the owner has turned it off', async () => {
    const configuration = { keepsResent: false };
    await running(async ({ say, newest, count, asked }) => {
      await say([user(diagnosis)], { ...special, configuration });
      await say([user(diagnosis)], { configuration });
      expect((await newest()).labels).toEqual([]);
      expect([await count(), asked]).toEqual([0, []]);
    });
  });
});

describe('what is remembered', () => {
  test('is nothing where nothing was declared, and then no text is asked about', async () => {
    await running(async ({ say, count, asked }) => {
      await say([user(`${diagnosis} Write to ada@example.org about it.`)], { answer: finding });
      const labelled = { ...member, labels: ['special'] };
      await say([user(diagnosis)], { answer: finding, principal: labelled });
      expect([await count(), asked]).toEqual([0, []]);
      // Somebody else's texts cost only themselves.
      await say([user(diagnosis)], { ...special, principal: other });
      await say([user(diagnosis)]);
      expect([await count(), asked]).toEqual([1, ['p_other']]);
    });
  });

  test('is each text once, however often the history comes', async () => {
    await running(async ({ say, count }) => {
      const texts = Array.from({ length: 6 }, (_, at) => `This is turn ${at} of a long conversation.`);
      for (let turn = 1; turn <= texts.length; turn += 1) {
        const history = texts.slice(0, turn).flatMap((text) => [user(text), assistant(`${text} Indeed.`)]);
        const answer = `This is turn ${turn - 1} of a long conversation. Indeed.`;
        await say(history.slice(0, -1), { ...special, answer });
        expect(await count()).toBe(turn * 2);
      }
    });
  });

  test('goes with the call that it came with', async () => {
    await running(async ({ say, newest, count, ledger }) => {
      await say([user(diagnosis)], { ...special, answer: finding });
      const [call] = (await ledger.calls({ limit: 1 })).calls;
      const scope = { kind: 'call', call: call?.id ?? '', later: false } as const;
      const actor = { ...member, role: 'owner' } as const;
      await ledger.erasures.erase({ scope, extent: 'bodies', basis: 'request', actor, compact: 'never' });
      expect(await count()).toBe(0);
      await say([user(diagnosis), assistant(finding)]);
      expect((await newest()).labels).toEqual([]);
    });
  });

  test('is all of a request or nothing leaves: one with too many texts is refused', async () => {
    await running(async ({ say, newest, count, ledger }) => {
      const many = Array.from({ length: 10_001 }, (_, at) =>
        user(`This is text ${at} of very many of them.`),
      );
      // Looking through so many texts is not what this is about.
      const configuration = { classifier: undefined };
      const reply = await say(many, { ...special, configuration });
      expect(reply.status).toBe(413);
      expect(reply.body).toContain('10001 new texts');
      expect((await ledger.calls({ limit: 1 })).calls[0]).toMatchObject({ error: 'segments_too_many' });
      expect(await count()).toBe(0);
      expect((await say(many.slice(1), { ...special, configuration })).status).toBe(200);
      expect(await count()).toBe(10_000);
      // Of those nothing is new, so two more are no trouble.
      expect((await say([...many, user(diagnosis)], { configuration })).status).toBe(200);
      expect((await newest()).labels).toEqual(['special']);
    });
  });
});

describe('labels by source', () => {
  const sources = new LabelSources([{ tool: 'patients_*', label: 'special', arguments: false }]);
  const asked: Message = {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'a', type: 'function', function: { name: 'patients_find', arguments: '{}' } }],
  };
  const result: Message = { role: 'tool', tool_call_id: 'a', content: finding };

  test('join the others, and hold when the call is cut from the history', async () => {
    await running(async ({ say, newest }) => {
      const configuration = { sources };
      await say([user('Who?'), asked], { configuration });
      expect((await newest()).labels).toEqual([]);
      await say([user('Who?'), asked, result], { configuration });
      expect(await newest()).toEqual({ labels: ['special'], from: { source: ['special'] } });
      await say([result], { configuration });
      expect(await newest()).toEqual({ labels: ['special'], from: { resent: ['special'] } });
    });
  });

  test('are told apart from those of the key, the header and the run', async () => {
    await running(async ({ say, newest }) => {
      await say([asked, result], {
        principal: { ...member, labels: ['code'] },
        headers: { 'x-commonhold-labels': 'our-own' },
        configuration: { sources },
      });
      expect(await newest()).toEqual({
        labels: ['code', 'our-own', 'special'],
        from: { key: ['code'], header: ['our-own'], source: ['special'] },
      });
    });
  });
});

test('an answer in pseudonyms is known as it came and as the client got it', () => {
  const pseudonyms = new Pseudonyms();
  const token = pseudonyms.mint('Ada "the" Lovelace', 'PERSON');
  const carried = new CarriedLabels(
    { key: [], header: ['special'], run: [], parent: [], source: [], resent: [] },
    { labels: ['special'], digests: new Set() },
  );
  const text = `{"name":"${token}","note":"has been here for years"}`;
  const { digests } = carried.answered([text], pseudonyms, () => undefined) ?? {};
  expect(digests?.size).toBe(3);
});

test('whatever a client declares and leaves out, a call has the labels of every text that stands in it', async () => {
  const pool = ['one', 'two', 'three', 'four', 'five'].map((name) => `This is what was said about ${name}.`);
  const step = fc.record({
    who: fc.constantFrom(member, other),
    texts: fc.subarray(pool, { minLength: 1 }),
    answer: fc.constantFrom(...pool),
    header: fc.subarray(['special', 'our-own']),
  });
  let round = 0;
  await running(async ({ say, newest }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
        round += 1;
        const has = new Map<string, Set<string>>();
        for (const { who, texts, answer, header } of steps) {
          const named = (text: string): string => `${round}: ${text}`;
          const keyOf = (text: string): string => `${who.id} ${text}`;
          const expected = new Set([
            ...header,
            ...texts.flatMap((text) => [...(has.get(keyOf(text)) ?? [])]),
          ]);
          await say(
            texts.map((text) => user(named(text))),
            {
              principal: who,
              answer: named(answer),
              ...(header.length === 0 ? {} : { headers: { 'x-commonhold-labels': header.join(', ') } }),
            },
          );
          expect((await newest()).labels).toEqual([...expected].sort());
          for (const text of [...texts, answer]) {
            has.set(keyOf(text), new Set([...(has.get(keyOf(text)) ?? []), ...expected]));
          }
        }
      }),
      { numRuns: 20 },
    );
  });
}, 60_000);
