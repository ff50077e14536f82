import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { english } from '../../text/english.ts';
import { attemptFixture, callFixture, leafFixture } from './call-view.fixture.ts';
import { compareFacts } from './compare-facts.ts';
import { errorMeaning } from './error-meaning.ts';
import { rowWords } from './row-words.ts';
import { bytesOfBase64, hexRows, leafHash, partEnd } from './stored-bytes.ts';
import { storyOf } from './story.ts';
import { fromField, toField } from './time-field.ts';
import { timelineOf } from './timeline.ts';

const text = english.calls;
const story = (changes: Parameters<typeof callFixture>[0] = {}) =>
  storyOf(callFixture(changes), text).join(' ');

describe('the story of a call', () => {
  test('tells who asked for what, where it ran, how it ended and where that is on record', () => {
    expect(story()).toMatch(/^On .*2026.* at .*:05.*, anna \(person, project default\) asked for “small”\. /);
    expect(story()).toContain('It ran inside this node, on the model “smollm2”.');
    expect(story()).toContain(
      'The answer was complete after 2.1 s, with 12 tokens in and 43 out (counted by the engine here).',
    );
    expect(story()).toContain(
      'It is on record as entries 101 and 102, covered by the head that is signed over 110 entries.',
    );
  });

  test('calls nobody’s machine ours: declared and rented are told apart', () => {
    expect(story({ model: 'small' })).toContain('It ran inside this node. ');
    expect(story({ local: 'declared', provider: 'lab' })).toContain('the node cannot verify that');
    expect(story({ local: 'no', provider: 'vendor' })).toContain('a machine of somebody else');
  });

  test('of a tool that an agent ran itself says where it ran, and who says so', () => {
    const use = { operation: 'tool', asked: 'Bash', model: 'Bash', provider: 'agent', local: 'no' } as const;
    const told = story(use);
    expect(told).toContain(
      'the hook of anna (person, project default) told that the tool “Bash” was about to run',
    );
    expect(told).toContain('It ran on the agent’s own machine.');
    expect(told).toContain('all of this is the agent’s word');
    expect(told).not.toMatch(/somebody else|It went to|tokens/);
    expect(rowWords(callFixture(use), english).where).toBe('on the agent’s own machine');
    expect(story({ ...use, status: 'refused', error: 'policy_denied' })).toContain(
      'The node said no (policy_denied). An agent that obeys its hook did not run it.',
    );
    expect(story({ ...use, status: 'unknown' })).toContain('The agent never told what came of it');
  });

  test('of a refusal says that nothing was sent', () => {
    const { local: _l, model: _m, provider: _p, totalMs: _t, ...rest } = callFixture();
    const refused = { ...rest, status: 'refused', error: 'policy_denied', attempts: 0 } as const;
    const told = storyOf({ ...refused, leaves: [leafFixture(7, 'refusal', 0, 1)] }, text).join(' ');
    expect(told).toContain('nothing was sent anywhere (policy_denied)');
    expect(told).toContain('as entry 7,');
    expect(told).not.toMatch(/It (ran|went)/);
  });

  test('says what is not known instead of filling it in', () => {
    expect(story({ status: 'unknown' })).toContain('is not known, and will not be');
    const { checkpointSize: _c, usageSource: _u, ...rest } = callFixture();
    const told = storyOf(rest, text).join(' ');
    expect(told).toContain('No signed head covers it yet');
    expect(told).not.toContain('tokens');
    expect(story({ usageSource: 'estimated' })).toContain('our estimate, because nobody counted');
  });

  test('names every destination that was tried, and a key that was revoked since', () => {
    const attemptDetails = [attemptFixture(1, 'gone'), attemptFixture(2, 'lab')];
    expect(story({ attemptDetails, attempts: 2 })).toContain(
      'The last one’s answer was complete 2.1 s after it was sent there',
    );
    expect(story({ attemptDetails })).toContain(
      '2 destinations were tried, one after the other: gone and lab.',
    );
    const again = [attemptFixture(1, 'gone'), attemptFixture(2, 'gone'), attemptFixture(3, 'lab')];
    expect(story({ attemptDetails: again })).toContain(
      '2 destinations were tried, one after the other: gone (2 times) and lab.',
    );
    expect(story({ attemptDetails: again.slice(0, 2) })).toContain('gone was asked 2 times.');
    expect(story({ principal: { id: 'p', name: 'bo', kind: 'app', revoked: true } })).toContain(
      'bo (app, project default, a key that is revoked by now)',
    );
  });

  test('of an erased call tells what the log has, and fills nothing in for what is gone', () => {
    const { totalMs: _t, inputTokens: _i, outputTokens: _o, usageSource: _u, ...rest } = callFixture();
    const erased = {
      ...rest,
      asked: 'erased',
      principal: { id: 'erased', name: 'erased', kind: 'app', revoked: true },
      erased: 120,
      erasure: { time: '2026-04-01T00:00:00.000Z', extent: 'everything', basis: 'request' },
    } as const;
    const told = storyOf(erased, text).join(' ');
    expect(told).toContain('somebody made this call');
    expect(told).toContain('The answer was complete. It is on record as entries 101 and 102');
    expect(told).not.toMatch(/asked for “|revoked|after \.|undefined/);
    expect(rowWords(erased, english)).toMatchObject({
      who: 'somebody, erased',
      model: 'smollm2',
      status: 'completed; erased',
      tokens: '',
      took: '',
    });
    const kept = rowWords(callFixture({ erased: 120 }), english);
    expect(kept).toMatchObject({ who: 'anna', status: 'completed; text erased', tokens: '12, 43' });
    // What was erased of two calls is not the same of both.
    expect(compareFacts(erased, erased, text).map(({ name }) => name)).not.toContain('who');
  });

  test('does not pass off as a client’s call what was none', () => {
    expect(story({ origin: 'whatif' })).toContain('No client asked this');
    expect(story()).not.toContain('No client');
  });
});

describe('the times of a call', () => {
  test('are counted from when the request was complete, each attempt after the one before', () => {
    const timeline = timelineOf(
      callFixture({
        attemptDetails: [attemptFixture(1, 'gone'), attemptFixture(2, 'lab')],
        leaves: [leafFixture(1, 'intent', 1, 5), leafFixture(3, 'intent', 2, 3000)],
      }),
    );
    expect(timeline).toEqual({
      attempts: [
        { number: 1, provider: 'gone', writtenMs: 5, firstByteMs: 205, endMs: 2105 },
        { number: 2, provider: 'lab', writtenMs: 3000, firstByteMs: 3200, endMs: 5100 },
      ],
      endMs: 5100,
    });
  });

  test('are not drawn when the clock was set back in between', () => {
    expect(timelineOf(callFixture({ leaves: [leafFixture(1, 'intent', 1, -60_000)] }))).toBeUndefined();
  });
});

test('a field for a moment takes whole minutes, the last one with all of its seconds', () => {
  const [from, to] = [fromField('2026-03-03T10:12', 'from'), fromField('2026-03-03T10:12', 'to')];
  expect(Date.parse(to ?? '') - Date.parse(from ?? '')).toBe(59_999);
  expect([toField(from), toField(to)]).toEqual(['2026-03-03T10:12', '2026-03-03T10:12']);
  expect(fromField('', 'to')).toBeUndefined();
  expect(toField(undefined)).toBe('');
});

test('what an error means stands in the node’s own page of errors', () => {
  const page = readFileSync(new URL('../../../../../docs/reference/errors.md', import.meta.url), 'utf8');
  expect(errorMeaning(page, 'key_missing')).toEqual({
    status: '401',
    fault: 'caller',
    happened: 'No key was sent.',
    help: 'Send "authorization: Bearer <key>" or "x-commonhold-key: <key>". The owner makes keys with "commonhold keys add".',
  });
  for (const code of ['policy_denied', 'client_gone', 'upstream_failed', 'upstream_unreachable']) {
    expect(errorMeaning(page, code), code).toBeDefined();
  }
  expect(errorMeaning(page, 'no_such_code')).toBeUndefined();
});

describe('stored bytes', () => {
  test('are shown sixteen to a line with their place, as other tools do', () => {
    const bytes = new TextEncoder().encode('Hello, \u0000wörld of 20');
    expect(hexRows(bytes, 0, bytes.length).split('\n')).toEqual([
      '00000000  48 65 6c 6c 6f 2c 20 00 77 c3 b6 72 6c 64 20 6f  Hello, .w..rld o',
      '00000010  66 20 32 30                                      f 20',
    ]);
    expect(bytesOfBase64(btoa('abc'))).toEqual(new TextEncoder().encode('abc'));
  });

  test('are cut into parts between characters, and anywhere when they are no text', () => {
    const bytes = new TextEncoder().encode('aé👩b');
    const cuts = [1, 2, 3, 4, 5, 6, 7].map((length) => partEnd(bytes, 0, length));
    expect(cuts).toEqual([1, 1, 3, 3, 3, 3, 7]);
    expect(partEnd(new Uint8Array(9).fill(0x80), 0, 5)).toBe(2);
  });

  test('hash as RFC 6962 says, so that the browser can check an entry by itself', async () => {
    expect(await leafHash('')).toBe('bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=');
  });
});

test('two calls are compared fact by fact, and what neither has is left out', () => {
  const facts = compareFacts(callFixture(), callFixture({ model: 'other', error: 'upstream_failed' }), text);
  expect(facts.filter(({ isSame }) => !isSame)).toEqual([
    { name: 'model that answered', left: 'smollm2', right: 'other', isSame: false },
    { name: 'error', left: undefined, right: 'upstream_failed', isSame: false },
  ]);
  expect(facts.map(({ name }) => name)).not.toContain('run');
});
