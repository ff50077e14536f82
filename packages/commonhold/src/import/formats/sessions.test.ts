import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FormatParser, ImportedCall } from '../imported-call.ts';
import { ClaudeCodeParser } from './claude-code.ts';
import { CodexParser } from './codex.ts';

interface Parsed {
  readonly calls: readonly ImportedCall[];
  readonly unanswered: number;
}

function parse(parser: FormatParser, lines: readonly unknown[]): Parsed {
  const calls = lines.flatMap((line, at) => [...parser.push({ number: at + 1, text: JSON.stringify(line) })]);
  calls.push(...parser.end());
  return { calls, unanswered: parser.unanswered() };
}

const bodyOf = ({ request, reply }: ImportedCall): string => `${request}${reply ?? ''}`;

describe('a session of Claude Code', () => {
  const session = { sessionId: 'session-1', timestamp: '2026-09-01T08:00:00.000Z' };
  const user = (uuid: string, parentUuid: string | null, content: unknown, more: object = {}): object => ({
    ...session,
    type: 'user',
    uuid,
    parentUuid,
    message: { role: 'user', content },
    ...more,
  });
  const answer = (
    uuid: string,
    parentUuid: string | null,
    id: string,
    block: object,
    output = 1,
    more: object = {},
  ): object => ({
    ...session,
    type: 'assistant',
    uuid,
    parentUuid,
    message: {
      id,
      role: 'assistant',
      model: 'claude-sonnet-4-5',
      content: [block],
      stop_reason: null,
      usage: { input_tokens: 10, output_tokens: output },
    },
    ...more,
  });
  const text = (said: string): object => ({ type: 'text', text: said });
  const of = (...lines: readonly object[]): Parsed => parse(new ClaudeCodeParser(), lines);

  test('whose tools answered between the lines of one answer has that answer once and whole', () => {
    const { calls } = of(
      user('u1', null, 'Read both'),
      answer('a1', 'u1', 'm1', { type: 'tool_use', id: 't1' }),
      user('r1', 'a1', [{ type: 'tool_result', tool_use_id: 't1', content: 'first' }]),
      answer('a2', 'a1', 'm1', { type: 'tool_use', id: 't2' }, 90),
      user('r2', 'a2', [{ type: 'tool_result', tool_use_id: 't2', content: 'second' }]),
      answer('a3', 'r2', 'm2', text('Both read')),
    );
    expect(calls.map(({ source }) => source)).toEqual(['claude-code:m1', 'claude-code:m2']);
    expect(calls[0]?.reply).toContain('"t1"');
    expect(calls[0]?.reply).toContain('"t2"');
    expect(calls[1]?.request).toContain('first');
    expect(calls[1]?.request).toContain('second');
    expect(calls[1]).toMatchObject({ parent: 'claude-code:m1' });
  });

  test('counts the tokens of an answer once, as the line says that has most of them', () => {
    const { calls } = of(
      user('u1', null, 'Hello'),
      answer('a1', 'u1', 'm1', text('one'), 2),
      answer('a2', 'a1', 'm1', text('two'), 640),
      answer('a3', 'a2', 'm1', text('three'), 2),
    );
    expect(calls.map(({ usage }) => [usage?.inputTokens, usage?.outputTokens])).toEqual([[10, 640]]);
  });

  test('goes on behind a summary of what was said before, as one conversation', () => {
    const { calls } = of(
      user('u1', null, 'Hello'),
      answer('a1', 'u1', 'm1', text('Hi')),
      {
        ...session,
        type: 'system',
        subtype: 'compact_boundary',
        uuid: 'c1',
        parentUuid: null,
        logicalParentUuid: 'a1',
        compactMetadata: { trigger: 'auto', preTokens: 900 },
      },
      user('u2', 'c1', 'This session goes on from one that was too long: ...', { isCompactSummary: true }),
      answer('a2', 'u2', 'm2', text('Going on')),
    );
    expect(calls[1]).toMatchObject({
      parent: 'claude-code:m1',
      partial: expect.arrayContaining(['history']) as unknown,
    });
    expect(calls[1]?.request).toContain('too long');
  });

  test('that goes on from a session in another file says that it lacks what was said before', () => {
    const { calls } = of(user('u1', 'elsewhere', 'And now?'), answer('a1', 'u1', 'm1', text('Now this')));
    expect(calls[0]?.parent).toBeUndefined();
    expect(calls[0]?.partial).toContain('history');
  });

  test('leads back on the branch that was taken when somebody went back to an earlier line', () => {
    const { calls } = of(
      user('u1', null, 'Hello'),
      answer('a1', 'u1', 'm1', text('Hi')),
      user('u2', 'a1', 'Paint it blue'),
      answer('a2', 'u2', 'm2', text('Blue')),
      user('u3', 'a1', 'Paint it red'),
      answer('a3', 'u3', 'm3', text('Red')),
    );
    expect(calls.map(({ parent }) => parent)).toEqual([undefined, 'claude-code:m1', 'claude-code:m1']);
  });

  test('holds what was typed while the model was at work, and files that the tool put in', () => {
    const { calls } = of(
      user('u1', null, 'Hello'),
      {
        ...session,
        type: 'attachment',
        uuid: 'x1',
        parentUuid: 'u1',
        attachment: { type: 'queued_command', prompt: 'and use IBAN DE89' },
      },
      answer('a1', 'x1', 'm1', text('Hi')),
    );
    expect(calls[0]?.request).toContain('{"type":"queued_command","prompt":"and use IBAN DE89"}');
  });

  test('takes instructions, tools and settings from the requests that newer versions note, each once', () => {
    const shape = { system: [{ type: 'text', text: 'Be brief' }], tools: [{ name: 'Bash' }] };
    const request = (id: string): object => ({
      type: 'api-request',
      id,
      shapeHash: 'h1',
      params: { model: 'claude-sonnet-4-5', max_tokens: 32000 },
    });
    const { calls } = of(
      user('u1', null, 'Hello'),
      {
        ...session,
        type: 'attachment',
        uuid: 'x1',
        parentUuid: 'u1',
        attachment: { type: 'date', date: '2026-11-22' },
        rendered: [{ content: 'Today is 2026-11-22' }],
      },
      {
        ...session,
        type: 'attachment',
        uuid: 'x2',
        parentUuid: 'x1',
        attachment: { type: 'session_context' },
      },
      { type: 'api-request-shape', shapeHash: 'h1', shape },
      request('r1'),
      answer('a1', 'x2', 'm1', text('Hi'), 1, { requestRef: 'r1' }),
      user('u2', 'a1', 'More'),
      request('r2'),
      answer('a2', 'u2', 'm2', text('Yes'), 1, { requestRef: 'r2' }),
    );
    expect(JSON.parse(calls[0]?.request ?? '')).toEqual({
      model: 'claude-sonnet-4-5',
      max_tokens: 32000,
      ...shape,
      messages: [
        { role: 'user', content: 'Hello' },
        { role: 'user', content: 'Today is 2026-11-22' },
      ],
    });
    expect(calls[0]?.partial).toEqual([]);
    expect(calls[1]?.request).not.toContain('Be brief');
    expect(calls[1]?.partial).toEqual(['history']);
  });

  test('takes the instructions from a snapshot where no request is noted', () => {
    const { calls } = of(
      user('u1', null, 'Hello'),
      {
        ...session,
        type: 'attachment',
        uuid: 'x1',
        parentUuid: 'u1',
        attachment: { type: 'prompt_snapshot', systemPrompt: ['Be brief', 'Be kind'] },
      },
      answer('a1', 'x1', 'm1', text('Hi')),
    );
    expect(JSON.parse(calls[0]?.request ?? '')).toMatchObject({
      system: [{ text: 'Be brief' }, { text: 'Be kind' }],
    });
    expect(calls[0]?.partial).toEqual(['tools', 'settings']);
  });

  test('says that an answer was broken off, and takes the note of an error for nobody’s words', () => {
    const note = answer('e1', 'i1', 'x', text('API Error: 529'), 0, { isApiErrorMessage: true }) as {
      message: object;
    };
    const { calls } = of(
      user('u1', null, 'Hello'),
      answer('a1', 'u1', 'm1', text('Half a')),
      user('i1', 'a1', [text('[Request interrupted by user]')]),
      { ...note, message: { ...note.message, model: '<synthetic>' } },
      user('u2', 'e1', 'Go on'),
      answer('a2', 'u2', 'm2', text('a boat')),
    );
    expect(calls.map(({ status }) => status)).toEqual(['aborted', 'completed']);
    expect(calls.map(bodyOf).join('')).not.toContain('API Error');
  });

  test('has every message in a call, or counts it as one that nobody answered', () => {
    const turn = fc.record({
      who: fc.constantFrom('user', 'user', 'answer', 'attachment'),
      said: fc.string(),
      hangsOn: fc.nat(),
      isNew: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 30 }), (turns) => {
        const lines: object[] = [];
        const said: string[] = [];
        let [answers, last] = [0, ''];
        turns.forEach(({ who, said: words, hangsOn, isNew }, at) => {
          const parent = hangsOn % 4 === 0 ? null : `l${hangsOn % (at + 1)}`;
          const content = `${at}:${words}`;
          const id = `l${at}`;
          if (who === 'user') lines.push(user(id, parent, content));
          else if (who === 'attachment')
            lines.push({
              ...session,
              type: who,
              uuid: id,
              parentUuid: parent,
              attachment: { type: 'file', content },
            });
          else {
            // Lines of one answer have one thread; a new answer may hang anywhere.
            const isOld = !isNew && last !== '' && lines.length > 0;
            if (!isOld) answers += 1;
            lines.push(answer(id, isOld ? last : parent, `m${answers}`, text(content)));
            last = id;
          }
          said.push(JSON.stringify(content));
        });
        const { calls, unanswered } = of(...lines);
        const bodies = calls.map(bodyOf).join('');
        const lost = said.filter((one) => !bodies.includes(one));
        expect(lost).toHaveLength(unanswered);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a rollout of Codex', () => {
  const line = (type: string, payload: object): object => ({
    timestamp: '2026-09-02T10:00:00.100Z',
    type,
    payload,
  });
  const meta = (id: string, more: object = {}): object =>
    line('session_meta', { id, model_provider: 'openai', base_instructions: { text: 'Be brief' }, ...more });
  const asked = (said: string): object =>
    line('response_item', { type: 'message', role: 'user', content: [{ type: 'input_text', text: said }] });
  const answered = (said: string): object =>
    line('response_item', {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'output_text', text: said }],
    });
  const calledTool = (id: string): object =>
    line('response_item', { type: 'function_call', call_id: id, name: 'shell', arguments: '{}' });
  const toolSaid = (id: string): object =>
    line('response_item', { type: 'function_call_output', call_id: id, output: `of ${id}` });
  const tokens = (total: number, last?: number): object =>
    line('event_msg', {
      type: 'token_count',
      info: {
        total_token_usage: { input_tokens: total, output_tokens: total },
        ...(last === undefined ? {} : { last_token_usage: { input_tokens: last, output_tokens: last } }),
      },
    });
  const usage = (total: number, last: number): object =>
    line('token_usage_record', {
      response_id: `resp_${total}`,
      usage: { input_tokens: last, output_tokens: last },
      thread_token_usage: { input_tokens: total, output_tokens: total },
    });
  const of = (...lines: readonly object[]): Parsed => parse(new CodexParser(), lines);
  const outputs = ({ calls }: Parsed): (number | undefined)[] =>
    calls.map(({ usage }) => usage?.outputTokens);

  const orders: readonly (readonly [string, readonly object[]])[] = [
    [
      'behind each answer',
      [
        asked('q'),
        calledTool('a'),
        tokens(5, 5),
        toolSaid('a'),
        answered('r'),
        tokens(12, 7),
        asked('q2'),
        answered('r2'),
        tokens(15, 3),
      ],
    ],
    [
      'behind the results of its tools',
      [
        asked('q'),
        calledTool('a'),
        toolSaid('a'),
        tokens(5, 5),
        answered('r'),
        tokens(12, 7),
        asked('q2'),
        answered('r2'),
        tokens(15, 3),
      ],
    ],
    [
      'before each answer',
      [
        asked('q'),
        tokens(5, 5),
        calledTool('a'),
        toolSaid('a'),
        tokens(12, 7),
        answered('r'),
        asked('q2'),
        tokens(15, 3),
        answered('r2'),
      ],
    ],
    [
      'again, because limits are',
      [
        asked('q'),
        calledTool('a'),
        tokens(5, 5),
        toolSaid('a'),
        tokens(5, 5),
        answered('r'),
        tokens(5, 5),
        tokens(12, 7),
        tokens(12, 7),
        asked('q2'),
        answered('r2'),
        tokens(15, 3),
      ],
    ],
    [
      'in a line of its own, and again behind the results of its tools',
      [
        asked('q'),
        calledTool('a'),
        usage(5, 5),
        toolSaid('a'),
        tokens(5, 5),
        answered('r'),
        usage(12, 7),
        tokens(12, 7),
        asked('q2'),
        answered('r2'),
        usage(15, 3),
        tokens(15, 3),
      ],
    ],
    [
      'as sums alone',
      [
        asked('q'),
        calledTool('a'),
        tokens(5),
        toolSaid('a'),
        answered('r'),
        tokens(12),
        asked('q2'),
        answered('r2'),
        tokens(15),
      ],
    ],
  ];
  test.each(orders)('gives every answer its own tokens where they are told %s', (_order, lines) => {
    expect(outputs(of(meta('s'), ...lines))).toEqual([5, 7, 3]);
  });

  test('that is a fork brings what it repeats from the other session as the same calls', () => {
    const first = [asked('q'), answered('r'), tokens(5, 5)];
    const whole = of(meta('old'), ...first, asked('blue'), answered('b'));
    const fork = of(
      meta('new', { forked_from_id: 'old' }),
      meta('old'),
      ...first,
      asked('red'),
      answered('d'),
    );
    expect(fork.calls[0]?.source).toBe(whole.calls[0]?.source);
    expect(fork.calls[1]?.source).not.toBe(whole.calls[1]?.source);
    expect(fork.calls[1]?.parent).toBe(whole.calls[0]?.source);
  });

  test('that was read before its end gives its answers the same names when it has grown', () => {
    const lines = [meta('s'), asked('q'), calledTool('a'), toolSaid('a'), answered('r'), answered('more')];
    const whole = of(...lines).calls.map(({ source }) => source);
    for (let end = 3; end <= lines.length; end++) {
      const some = of(...lines.slice(0, end)).calls.map(({ source }) => source);
      expect(whole.slice(0, some.length)).toEqual(some);
    }
  });

  test('tells sessions apart that begin with the same words', () => {
    const lines = [asked('hello'), answered('Hello.')];
    expect(of(meta('one'), ...lines).calls[0]?.source).not.toBe(of(meta('two'), ...lines).calls[0]?.source);
  });

  test('says that an answer was broken off', () => {
    const { calls } = of(
      meta('s'),
      asked('q'),
      answered('Half a'),
      line('event_msg', { type: 'turn_aborted', reason: 'interrupted' }),
    );
    expect(calls).toMatchObject([{ status: 'aborted' }]);
  });

  test('keeps reasoning that only its vendor can read, and the summary that stands for earlier words', () => {
    const { calls } = of(
      meta('s'),
      asked('q'),
      line('response_item', { type: 'reasoning', summary: [], encrypted_content: 'gAAAAA==' }),
      answered('r'),
      line('compacted', { message: 'So far: a boat' }),
      asked('q2'),
      answered('r2'),
    );
    expect(calls[0]?.reply).toContain('gAAAAA==');
    expect(calls[1]?.request).toContain('So far: a boat');
  });

  test('has every item in a call, or counts it as one that nobody answered', () => {
    const item = fc.tuple(fc.constantFrom('asked', 'answered', 'tool', 'tokens'), fc.string());
    fc.assert(
      fc.property(fc.array(item, { maxLength: 30 }), (items) => {
        const lines = items.map(([kind, words], at) => {
          if (kind === 'tokens') return tokens(at + 1, 1);
          if (kind === 'tool') return toolSaid(`${at}:${words}`);
          return kind === 'asked' ? asked(`${at}:${words}`) : answered(`${at}:${words}`);
        });
        const { calls, unanswered } = of(meta('s'), ...lines);
        const bodies = calls.map(bodyOf).join('');
        const lost = lines
          .map((one) => JSON.stringify((one as { payload: object }).payload))
          .filter((raw) => !raw.includes('token_count') && !bodies.includes(raw));
        expect(lost).toHaveLength(unanswered);
      }),
      { numRuns: 200 },
    );
  });
});
