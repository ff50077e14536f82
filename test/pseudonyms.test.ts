import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from './node/eventually.ts';
import {
  chat,
  commonhold,
  newHome,
  providerYaml,
  removeHome,
  startTestNode,
  type TestNode,
} from './node/running-node.ts';
import { type ScriptedUpstream, startScriptedUpstream } from './node/scripted-upstream.ts';

const rules = `@id("everybody") permit(principal, action, resource);
@id("masked") @remedy("pseudonymise") forbid(principal, action, resource)
when { context.labels.contains("personal") || context.labels.contains("secret") };`;

/** What a person would not want to read at a vendor, and the token that goes there. */
const planted = {
  EMAIL: 'ada@example.org',
  PHONE: '+49 30 901820',
  CARD: '4111 1111 1111 1111',
  IBAN: 'DE89 3704 0044 0532 0130 00',
  ID: '12345678Z',
  IP: '203.0.113.77',
  MAC: '3c:22:fb:9a:01:7d',
  SECRET: 'ghp_16C7e42F292c6912E7710c838347Ae178B4a',
  PERSON: 'Ada Lovelace',
} as const;
const kinds = Object.keys(planted) as (keyof typeof planted)[];
const everything = kinds.map((kind) => `This is ${planted[kind]}.`).join('\n');
const inTokens = kinds.map((kind) => `This is ⟦${kind}_1⟧.`).join('\n');

let upstream: ScriptedUpstream;
let home: string;
let node: TestNode;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  const labels = 'labels:\n  dictionary:\n    - { label: personal, terms: [Ada Lovelace] }\n';
  home = await newHome(providerYaml(upstream.port, labels));
  await mkdir(join(home, 'policies'));
  await writeFile(join(home, 'policies', 'rules.cedar'), rules);
  node = await startTestNode(home);
});
afterAll(async () => {
  await node.stop();
  await upstream.close();
  await removeHome(home);
});

async function ask(content: string): Promise<{ answer: string; call: string; decision: string | null }> {
  const reply = await chat(node, {
    model: 'test-model',
    stream: true,
    messages: [
      { role: 'user', content },
      { role: 'tool', tool_call_id: 'call_1', content: JSON.stringify({ rows: [{ deep: content }] }) },
    ],
  });
  let answer = '';
  for (const line of (await reply.text()).split('\n')) {
    if (!line.startsWith('data: {')) continue;
    const { choices } = JSON.parse(line.slice(6)) as { choices: { delta: { content?: string } }[] };
    answer += choices[0]?.delta.content ?? '';
  }
  return {
    answer,
    call: reply.headers.get('x-commonhold-call') ?? '',
    decision: reply.headers.get('x-commonhold-decision'),
  };
}

test('No value reaches the vendor, and the client reads the answer with all of them, wherever the stream was cut', async () => {
  upstream.answer = { type: 'text', pieces: inTokens.match(/[^]{1,3}/gu) ?? [] };
  const asked = await ask(everything);
  expect(asked.decision).toBe('deny:masked, pseudonymise, allow:everybody');
  expect(asked.answer).toBe(everything);
  const arrived = JSON.stringify(upstream.seen.at(-1));
  for (const kind of kinds) {
    expect(arrived).not.toContain(planted[kind]);
    expect(arrived.split(`⟦${kind}_1⟧`)).toHaveLength(3);
  }
});

test('A token of one call gets no value in the next, and its record says that it was left', async () => {
  upstream.answer = { type: 'text', pieces: ['⟦PERSON_1⟧ has ⟦EMA', 'IL_1⟧'] };
  const asked = await ask('Write to bob@example.org');
  expect(asked.answer).toBe('⟦PERSON_1⟧ has bob@example.org');
  const shown = await eventually(async () => {
    const { output } = await commonhold(home, ['show', asked.call, '--json']);
    return output.includes('could not be restored') ? output : undefined;
  });
  expect(shown).toContain('pseudonyms: 1 in the answer could not be restored');
});

test('The record says what was replaced, opens what left, explains the decision, and verifies', async () => {
  upstream.answer = { type: 'text', pieces: ['To ⟦EMAIL_1⟧'] };
  const { call } = await ask('Write to carol@example.org and dave@example.org');
  const explained = JSON.parse(
    (await commonhold(home, ['policy', 'explain', call, '--json'])).output,
  ) as unknown;
  expect(explained).toMatchObject({
    decisions: [
      {
        trail: ['deny:masked', 'pseudonymise', 'allow:everybody'],
        rules: [{ id: 'masked' }, { id: 'everybody' }],
        facts: { labels: [], labelsBefore: ['personal'], pseudonyms: { EMAIL: 2 } },
        toChange: [],
      },
    ],
  });
  const verified = await commonhold(home, ['verify', '--bodies', '--json']);
  expect(JSON.parse(verified.output)).toMatchObject({ verdict: 'proved' });
});
