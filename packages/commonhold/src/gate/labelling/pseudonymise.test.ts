import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '#base';
import { Classifier, Dictionary } from '#labels';
import { createCedarEngine, loadCedar, type PolicyEngine } from '#policy';
import { codecs } from '#wires';
import type { Candidate } from '../candidate.ts';
import {
  type Answering,
  candidate,
  completion,
  type Event,
  gateFor,
  question,
  send,
} from '../gate.fixture.ts';
import type { GateConfiguration } from '../gate.ts';

const vocabulary = { labels: new Set(['personal', 'secret', 'code', 'confidential']), providers: undefined };
const masked = `@id("everybody") permit(principal, action, resource);
  @id("masked") @remedy("pseudonymise") forbid(principal, action, resource)
  when { (context.labels.contains("personal") || context.labels.contains("secret"))
    && resource.destination.local != Local::"verified" };`;

async function rules(text: string): Promise<PolicyEngine> {
  const files = [{ name: 'rules.cedar', text }];
  return createCedarEngine(await loadCedar(), files, { mode: 'enforce', vocabulary, folder: 'policies' });
}

const classifier = new Classifier(new Dictionary([{ label: 'personal', terms: ['Ada Lovelace'] }]));

async function gateWith(
  events: Event[],
  route: readonly Candidate[],
  text = masked,
  more: Partial<GateConfiguration> = {},
): Promise<Awaited<ReturnType<typeof gateFor>>['gate']> {
  const { gate } = await gateFor(events, { m: route }, { policy: await rules(text) });
  gate.configuration = { ...gate.configuration, classifier, ...more };
  return gate;
}

const sentBodies = (events: readonly Event[]): string[] =>
  events.flatMap((event) => (event.type === 'sent' ? [Buffer.from(event.request.body).toString()] : []));
const trails = (events: readonly Event[]): unknown[] =>
  events.flatMap((event) => {
    if (event.type === 'intent') return [event.attempt.decision.trail];
    return event.type === 'refusal' ? [event.refusal.decision.trail] : [];
  });
const warnings = (events: readonly Event[]): string[] =>
  events.flatMap((event) => (event.type === 'outcome' ? event.result.warnings : []));

const said = (content: string, more: object = {}): string =>
  JSON.stringify({
    id: 'c',
    object: 'chat.completion',
    created: 1,
    model: 's',
    choices: [{ index: 0, message: { role: 'assistant', content, ...more }, finish_reason: 'stop' }],
  });
const delta = (part: object, finish: string | null = null): string =>
  `data: ${JSON.stringify({
    id: 'c',
    object: 'chat.completion.chunk',
    created: 1,
    model: 's',
    choices: [{ index: 0, delta: part, finish_reason: finish }],
  })}\n\n`;
const streamed = (parts: readonly object[]): Answering => ({
  headers: { 'content-type': 'text/event-stream' },
  chunks: [...parts.map((part) => delta(part)), delta({}, 'stop'), 'data: [DONE]\n\n'],
});

const asks = (content: string, more: object = {}): string =>
  question('m', { messages: [{ role: 'user', content }], ...more });
const contentOf = (body: string): unknown =>
  (JSON.parse(body) as { choices: { message: { content: unknown } }[] }).choices[0]?.message.content;
/** The deltas of a streamed answer, joined by what they are of. */
function joined(body: string): { content: string; reasoning: string; arguments: string; name: string } {
  const all = { content: '', reasoning: '', arguments: '', name: '' };
  for (const line of body.split('\n')) {
    if (!line.startsWith('data: {')) continue;
    const { choices } = JSON.parse(line.slice(6)) as { choices: { delta: Record<string, unknown> }[] };
    for (const { delta: one } of choices) {
      if (typeof one['content'] === 'string') all.content += one['content'];
      const thought = one['reasoning_content'] ?? one['reasoning'];
      if (typeof thought === 'string') all.reasoning += thought;
      const calls = (one['tool_calls'] ?? []) as { function: { name?: string; arguments?: string } }[];
      for (const { function: called } of calls) {
        all.name += called.name ?? '';
        all.arguments += called.arguments ?? '';
      }
    }
  }
  return all;
}

const planted = [
  'ada@example.org',
  '+49 30 901820',
  '4111 1111 1111 1111',
  'DE89 3704 0044 0532 0130 00',
  '12345678Z',
  '203.0.113.77',
  '3c:22:fb:9a:01:7d',
  'ghp_16C7e42F292c6912E7710c838347Ae178B4a',
  'Ada Lovelace',
];

describe('a call that the rules let go with pseudonyms', () => {
  test('leaves without any of its values, is recorded as it left, and its answer has them again', async () => {
    const events: Event[] = [];
    const gate = await gateWith(events, [
      candidate(events, 'a', { chunks: [said('I wrote to ⟦EMAIL_1⟧, and ⟦PERSON_1⟧ answered.')] }),
    ]);
    const reply = await send(gate, asks('Write to ada@example.org, who is Ada Lovelace.'));
    expect(reply.status).toBe(200);
    expect(contentOf(reply.body)).toBe('I wrote to ada@example.org, and Ada Lovelace answered.');
    expect(sentBodies(events)).toEqual([
      question('a-model', {
        messages: [{ role: 'user', content: 'Write to ⟦EMAIL_1⟧, who is ⟦PERSON_1⟧.' }],
      }),
    ]);
    expect(trails(events)).toEqual([['deny:masked', 'pseudonymise', 'allow:everybody']]);
    const [intent] = events;
    expect(intent).toMatchObject({
      type: 'intent',
      attempt: {
        decision: {
          labels: [],
          facts: { labels: [], labelsBefore: ['personal'], pseudonyms: { EMAIL: 1, PERSON: 1 } },
        },
      },
    });
    if (intent?.type === 'intent')
      expect(Buffer.from(intent.attempt.sent).toString()).toBe(sentBodies(events)[0]);
    expect(warnings(events)).toEqual([]);
  });

  test.each(planted)('does not let %s out, wherever it stands', async (value) => {
    const events: Event[] = [];
    const gate = await gateWith(events, [candidate(events, 'a', { chunks: [said('Done.')] })]);
    const body = question('m', {
      messages: [
        { role: 'system', content: `About ${value}.` },
        { role: 'user', name: 'x', content: [{ type: 'text', text: `It is ${value}, yes` }] },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            {
              id: 'call_1',
              type: 'function',
              function: { name: 'look', arguments: JSON.stringify({ deep: [{ of: value }] }) },
            },
          ],
        },
        { role: 'tool', tool_call_id: 'call_1', content: JSON.stringify({ rows: [[value]] }) },
        { role: 'user', content: 'Go on.' },
      ],
      tools: [{ type: 'function', function: { name: 'look', description: `Looks for ${value}.` } }],
      metadata: { note: `of ${value}` },
      later_field: { inner: [`x ${value} y`] },
    });
    const reply = await send(gate, body);
    expect(reply.status).toBe(200);
    const [sent = ''] = sentBodies(events);
    expect(sent).not.toContain(value);
    expect(sent.match(/⟦[A-Z]+_1⟧/g)).toHaveLength(7);
  });

  test('has its values again in a stream whose tokens were cut, in calls of tools, and in what was thought', async () => {
    const events: Event[] = [];
    const call = (text: string, more: object = {}): object => ({
      tool_calls: [{ index: 0, ...more, function: { arguments: text } }],
    });
    const gate = await gateWith(events, [
      candidate(
        events,
        'a',
        streamed([
          { role: 'assistant', reasoning_content: 'Who is ⟦PER' },
          { reasoning_content: 'SON_1⟧?' },
          { content: 'To ⟦' },
          { content: 'EMAIL_1' },
          { content: '⟧ and ⟦EMA' },
          {
            tool_calls: [
              { index: 0, id: 't', type: 'function', function: { name: 'mail', arguments: '{"a":"⟦SEC' } },
            ],
          },
          call('RET_1⟧","b":"⟦EMAIL_'),
          call('1⟧"}'),
        ]),
      ),
    ]);
    const reply = await send(
      gate,
      asks(`Ada Lovelace, ada@example.org, postgres://joe:w\\0rd!@db and Ada Lovelace`, {
        stream: true,
      }),
    );
    expect(joined(reply.body)).toEqual({
      reasoning: 'Who is Ada Lovelace?',
      content: 'To ada@example.org and ⟦EMA',
      name: 'mail',
      arguments: JSON.stringify({ a: 'w\\0rd!', b: 'ada@example.org' }),
    });
  });

  test('has its values again in an answer that is a JSON document', async () => {
    const events: Event[] = [];
    const gate = await gateWith(events, [candidate(events, 'a', { chunks: [said('{"key":"⟦SECRET_1⟧"}')] })]);
    const more = { response_format: { type: 'json_object' } };
    const reply = await send(gate, asks('postgres://joe:w\\0rd!@db as JSON', more));
    expect(contentOf(reply.body)).toBe('{"key":"w\\\\0rd!"}');
  });

  test('has its values again in fields that nobody here knows', async () => {
    const events: Event[] = [];
    const answer = JSON.stringify({
      ...(JSON.parse(said('Yes.', { notes: [{ of: '⟦EMAIL_1⟧' }] })) as object),
      cited: { who: 'by ⟦EMAIL_1⟧' },
    });
    const gate = await gateWith(events, [candidate(events, 'a', { chunks: [answer] })]);
    const reply = await send(gate, asks('Write to ada@example.org'));
    expect(JSON.parse(reply.body)).toMatchObject({
      choices: [{ message: { notes: [{ of: 'ada@example.org' }] } }],
      cited: { who: 'by ada@example.org' },
    });
  });

  test('has its values again from a destination on another wire', async () => {
    const events: Event[] = [];
    const lines = [
      { type: 'start', model: 'small' },
      { type: 'text', choice: 0, text: 'To ⟦EMAIL' },
      { type: 'text', choice: 0, text: '_1⟧.' },
      { type: 'finish', choice: 0, reason: 'stop' },
    ].map((part) => `${JSON.stringify(part)}\n`);
    const headers = { 'content-type': codecs.native.stream.contentType };
    const gate = await gateWith(events, [
      candidate(events, 'a', { headers, chunks: lines }, { codec: codecs.native }),
    ]);
    const reply = await send(gate, asks('Write to ada@example.org'));
    expect(contentOf(reply.body)).toBe('To ada@example.org.');
    expect(sentBodies(events)[0]).not.toContain('ada@');
  });

  test('gets nothing for a token that another call minted, and the record says that one was left', async () => {
    const events: Event[] = [];
    const gate = await gateWith(events, [
      candidate(events, 'a', { chunks: [said('⟦EMAIL_1⟧ ⟦EMAIL_2⟧ [EMAIL_1] ⟦PERSON_1⟧')] }),
    ]);
    await send(gate, asks('Ada Lovelace has a@x.org and b@x.org'));
    const reply = await send(gate, asks('Write to c@x.org'));
    expect(contentOf(reply.body)).toBe('c@x.org ⟦EMAIL_2⟧ [EMAIL_1] ⟦PERSON_1⟧');
    expect(warnings(events)).toEqual([
      'pseudonyms: 1 in the answer could not be restored, because they were changed or were never given',
      'pseudonyms: 3 in the answer could not be restored, because they were changed or were never given',
    ]);
  });

  test('does not raise the labels of its run, because the values never left', async () => {
    const events: Event[] = [];
    const gate = await gateWith(events, [
      candidate(events, 'a', { chunks: [said('To ⟦EMAIL_1⟧.')] }, { model: 'm' }),
    ]);
    const headers = { 'x-commonhold-run': 'r' };
    await send(gate, asks('Write to ada@example.org'), { headers });
    const outcome = events.find((event) => event.type === 'outcome');
    expect(outcome).toMatchObject({ result: { labels: [] } });
    const reply = await send(gate, asks('And to bob@example.org'), { headers });
    expect(contentOf(reply.body)).toBe('To bob@example.org.');
  });

  test('can have values of the same type in place of tokens', async () => {
    const events: Event[] = [];
    const gate = await gateWith(
      events,
      [candidate(events, 'a', { chunks: [said('Robin Ashgrove has person1@example.invalid')] })],
      masked,
      { pseudonyms: 'realistic' },
    );
    const reply = await send(gate, asks('Ada Lovelace has ada@example.org'));
    expect(contentOf(reply.body)).toBe('Ada Lovelace has ada@example.org');
    expect(sentBodies(events)[0]).toContain('Robin Ashgrove has person1@example.invalid');
  });
});

describe('a call that pseudonyms do not help', () => {
  const personal = { headers: { 'x-commonhold-labels': 'personal' } };
  test.each([
    ['its label was declared', asks('Hello'), personal],
    ['a value is the name of a field', question('m', { metadata: { 'ada@example.org': 'x' } }), {}],
    ['a value is a number', question('m', { metadata: { card: 4111111111111111 } }), {}],
    ['a value is encoded', asks(Buffer.from('To: ada@example.org, yes').toString('base64')), {}],
  ])('is refused, and nothing leaves: %s', async (_, body, more) => {
    const events: Event[] = [];
    const gate = await gateWith(events, [candidate(events, 'a', { chunks: [completion] })]);
    const reply = await send(gate, body, more);
    expect(reply.status).toBe(403);
    expect(sentBodies(events)).toEqual([]);
    expect(trails(events)).toEqual([
      ['deny:masked', 'pseudonymise', 'deny:masked', 'remedy-not-available:pseudonymise'],
    ]);
  });

  test('is refused where nothing is looked for', async () => {
    const events: Event[] = [];
    const gate = await gateWith(events, [candidate(events, 'a', { chunks: [completion] })], masked, {
      classifier: undefined,
    });
    expect((await send(gate, asks('Hello'), personal)).status).toBe(403);
    expect(trails(events)).toEqual([['deny:masked', 'remedy-not-available:pseudonymise']]);
  });

  test('is refused when a rule without remedy forbids what is left', async () => {
    const events: Event[] = [];
    const hard = `@id("no-code") forbid(principal, action, resource) when { context.labels.contains("code") };`;
    const gate = await gateWith(events, [candidate(events, 'a', { chunks: [completion] })], masked + hard);
    const reply = await send(gate, asks('ada@example.org\n```python\nprint(1)\n```'));
    expect(reply.status).toBe(403);
    expect(sentBodies(events)).toEqual([]);
  });
});

test('a candidate that needs no pseudonyms gets the values, after one that needed them and failed', async () => {
  const events: Event[] = [];
  const inside = candidate(events, 'local', { chunks: [said('⟦EMAIL_1⟧ ada@example.org')] });
  const gate = await gateWith(events, [
    candidate(events, 'a', { status: 500, chunks: ['{}'] }),
    { ...inside, destination: { ...inside.destination, local: 'verified' } },
  ]);
  const reply = await send(gate, asks('Write to ada@example.org'));
  expect(contentOf(reply.body)).toBe('⟦EMAIL_1⟧ ada@example.org');
  expect(sentBodies(events).map((body) => body.includes('ada@example.org'))).toEqual([false, true]);
  expect(trails(events)).toEqual([['deny:masked', 'pseudonymise', 'allow:everybody'], ['allow:everybody']]);
});

test('whatever was replaced, what leaves was allowed with the labels of exactly these bytes', async () => {
  const policy = await rules(`${masked}
    @id("near") @remedy("reroute") forbid(principal, action, resource in Destination::"b")
    when { context.labels.contains("personal") };
    @id("no-code") forbid(principal, action, resource) when { context.labels.contains("code") };`);
  const values = [...planted.filter((one) => !one.startsWith('ghp')), 'word', '```python\n1', 'TLP:RED'];
  const places = ['text', 'name', 'number', 'encoded', 'tool'];
  let replaced = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.tuple(
          fc.constantFrom(...values),
          // Most where it can be replaced, so that enough calls go.
          fc.oneof({ weight: 4, arbitrary: fc.constantFrom('text', 'tool') }, fc.constantFrom(...places)),
        ),
        { minLength: 1, maxLength: 4 },
      ),
      fc.array(fc.constantFrom('a', 'b', 'local'), { minLength: 1, maxLength: 3 }),
      fc.oneof({ weight: 5, arbitrary: fc.constant('') }, fc.constant('personal')),
      async (contents, ids, declared) => {
        const events: Event[] = [];
        const route = ids.map((id) => {
          const { destination, ...made } = candidate(events, id, { chunks: [said('Yes.')] });
          const local = id === 'local' ? ('verified' as const) : destination.local;
          return { ...made, destination: { ...destination, local } };
        });
        const { gate } = await gateFor(events, { m: route }, { policy });
        gate.configuration = { ...gate.configuration, classifier };
        const body = question('m', { later_field: contents.map(([one, where]) => placed(one, where)) });
        await send(gate, body, { headers: { 'x-commonhold-labels': declared } });
        for (const event of events) {
          if (event.type === 'refusal') refused += 1;
          if (event.type !== 'intent') continue;
          const { decision, destination, sent } = event.attempt;
          // Looked at by somebody who knows nothing of what was replaced.
          const stranger = new Classifier(new Dictionary([{ label: 'personal', terms: ['Ada Lovelace'] }]));
          const { labels } = await stranger.classify(JSON.parse(Buffer.from(sent).toString()) as Json);
          const all = new Set([...labels, ...(declared === '' ? [] : [declared])]);
          expect(decision.labels).toEqual([...all].sort());
          if (destination.local !== 'verified') expect(decision.labels).not.toContain('personal');
          expect(decision.labels).not.toContain('code');
          expect(decision.trail.at(-1)).toBe('allow:everybody');
          if (decision.trail.includes('pseudonymise')) replaced += 1;
        }
      },
    ),
    { numRuns: 150 },
  );
  // The property would hold of a gate that sends nothing, or never replaces.
  expect(replaced).toBeGreaterThan(5);
  expect(refused).toBeGreaterThan(5);
});

function placed(value: string, where: string): Json {
  const sentence = `It is ${value}, and so on`;
  switch (where) {
    case 'name':
      return { [value]: 1 };
    case 'number':
      return { card: 4111111111111111 };
    case 'encoded':
      return Buffer.from(sentence).toString('base64');
    case 'tool':
      return JSON.stringify({ arguments: [{ deep: value }] });
    default:
      return sentence;
  }
}
