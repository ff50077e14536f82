import { expect, test } from 'vitest';
import { Classifier, Dictionary } from '#labels';
import { createCedarEngine, loadCedar } from '#policy';
import type { Candidate } from '../candidate.ts';
import { candidate, type Event, gateFor, send } from '../gate.fixture.ts';
import type { Canary } from './canary.fixture.ts';
import { writtenCanary } from './canary.fixture.ts';
import { canaries } from './matrix.fixture.ts';
import { terms } from './other-values.fixture.ts';

const rules = `@id("everybody") permit(principal, action, resource);
@id("masked") @remedy("pseudonymise") forbid(principal, action, resource)
  when { context.labels.containsAny(["personal", "secret", "our-projects"]) };`;

/** What can be replaced; of a private key only the beginning is found, and a call with one is refused. */
const replaceable = canaries.filter(
  ({ label, kind }) => label !== 'confidential' && label !== 'code' && kind !== 'private key',
);

interface Asked {
  readonly messages: readonly { readonly content: string }[];
}

/** A vendor that says back what it was told, in pieces of so many bytes, which cut characters too. */
function echo(events: Event[], bytesAtOnce: number, say: (told: string) => readonly object[]): Candidate {
  const made = candidate(events, 'a', {});
  return {
    ...made,
    provider: {
      close: () => Promise.resolve(),
      async send(request) {
        events.push({ type: 'sent', provider: 'a', request });
        const { messages } = JSON.parse(Buffer.from(request.body).toString()) as Asked;
        const chunks = say(messages[0]?.content ?? '').map(
          (delta) =>
            `data: ${JSON.stringify({
              id: 'c',
              object: 'chat.completion.chunk',
              created: 1,
              model: 's',
              choices: [{ index: 0, delta, finish_reason: null }],
            })}\n\n`,
        );
        const end = `data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"s","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n`;
        const bytes = Buffer.from(chunks.join('') + end);
        return {
          status: 200,
          headers: { 'content-type': 'text/event-stream' },
          body: (async function* () {
            for (let at = 0; at < bytes.length; at += bytesAtOnce) yield bytes.subarray(at, at + bytesAtOnce);
          })(),
        };
      },
    },
  };
}

async function said(
  { text, ...canary }: Canary,
  bytesAtOnce: number,
  say: (told: string) => readonly object[],
): Promise<{ status: number; arrived: string; content: string; called: string }> {
  const events: Event[] = [];
  const { gate } = await gateFor(events, { m: [echo(events, bytesAtOnce, say)] }, { policy: await policy });
  gate.configuration = { ...gate.configuration, classifier };
  const asked = `It says ${writtenCanary({ text, ...canary })} and no more`;
  const reply = await send(
    gate,
    JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: asked }] }),
  );
  const sent = events.flatMap((event) =>
    event.type === 'sent' ? [Buffer.from(event.request.body).toString()] : [],
  );
  let content = '';
  let called = '';
  for (const line of reply.body.split('\n')) {
    if (!line.startsWith('data: {')) continue;
    const { choices } = JSON.parse(line.slice(6)) as {
      choices: { delta: { content?: string; tool_calls?: { function: { arguments?: string } }[] } }[];
    };
    content += choices[0]?.delta.content ?? '';
    called += choices[0]?.delta.tool_calls?.[0]?.function.arguments ?? '';
  }
  return { status: reply.status, arrived: sent.join(), content, called };
}

const classifier = new Classifier(new Dictionary([{ label: 'our-projects', terms }]));
const policy = loadCedar().then((cedar) =>
  createCedarEngine(cedar, [{ name: 'rules.cedar', text: rules }], {
    mode: 'enforce',
    vocabulary: { labels: new Set(['personal', 'secret', 'our-projects']), providers: undefined },
    folder: 'policies',
  }),
);

/** Of a key with the name of its vendor before it, the key: the last row of signs. */
function coreOf({ label, text }: Canary): string {
  if (label !== 'secret') return text;
  const rows = (text.split('@db.')[0] ?? '').match(/[\w+/=~!#&-]{6,}/g) ?? [text];
  return rows.at(-1) ?? text;
}

/** The rules for these want the name of their vendor near, and there is none. */
const unseen = new Set(['facebook-access-token', 'sourcegraph-access-token']);

test('every value that can be replaced is, and the client reads it again, said and in the arguments of a tool, wherever the answer is cut', async () => {
  const wrong: string[] = [];
  for (const [at, canary] of replaceable.entries()) {
    if (unseen.has(canary.name)) continue;
    const asked = `It says ${writtenCanary(canary)} and no more`;
    const answer = await said(canary, 1 + (at % 7), (told) => [
      ...(told.match(/[^]{1,3}/gu) ?? []).map((content) => ({ content })),
      {
        tool_calls: [
          {
            index: 0,
            id: 'c',
            type: 'function',
            function: { name: 'f', arguments: JSON.stringify({ q: told }) },
          },
        ],
      },
    ]);
    const written = JSON.stringify(coreOf(canary)).slice(1, -1);
    const problem =
      answer.status !== 200
        ? 'was refused'
        : answer.arrived.includes(written)
          ? 'arrived'
          : answer.content !== asked
            ? `came back as ${answer.content}`
            : (JSON.parse(answer.called) as { q: string }).q !== asked
              ? `was an argument as ${answer.called}`
              : undefined;
    if (problem !== undefined) wrong.push(`${canary.kind}: ${canary.name}: ${problem}`);
  }
  expect(wrong).toEqual([]);
});

test('an answer that is cut at any byte, within a token and within a character, is the same answer', async () => {
  const [canary] = replaceable;
  if (canary === undefined) throw new Error('there is no value');
  const asked = `It says ${writtenCanary(canary)} and no more`;
  for (let bytes = 1; bytes < 260; bytes++) {
    const { content } = await said(canary, bytes, (told) => [
      { content: 'Größe ' },
      ...told.split('').map((content) => ({ content })),
    ]);
    expect(content).toBe(`Größe ${asked}`);
  }
});
