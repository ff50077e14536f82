import { describe, expect, test } from 'vitest';
import { type ModelsAnswer, providerOptions } from '#providers';
import { type Asked, judgeAnswer } from './judge-answer.ts';

const row = (more: object = {}) =>
  providerOptions.parse({
    authentication: 'stored',
    vendor: 'mistral',
    models: ['small', 'large-*'],
    ...more,
  });
const timing = { waitMs: 80, connectMs: 30 };
const list = (...names: string[]): Extract<ModelsAnswer, { type: 'list' }> => ({
  type: 'list',
  form: 'openai',
  models: names.map((name) => ({ name })),
  ...timing,
});
const refused = (status: number, kind?: string, isAboutCredential = false): ModelsAnswer => ({
  type: 'refused',
  status,
  fault: { isAboutCredential, ...(kind === undefined ? {} : { kind }) },
  ...timing,
});

const usual: Asked = {
  provider: 'acme',
  row: row(),
  hasCredential: true,
  address: new URL('https://api.acme.example/v1/models'),
  answer: list('small', 'large-4'),
  isPublic: false,
  named: { names: ['small'], beginnings: ['large-'] },
  now: Date.UTC(2026, 10, 22),
};

/** `check: verdict` of each finding, in order. */
const verdicts = (more: Partial<Asked>): string[] =>
  judgeAnswer({ ...usual, ...more }).map(({ check, verdict }) => `${check}: ${verdict}`);
const said = (more: Partial<Asked>): string =>
  judgeAnswer({ ...usual, ...more })
    .map(({ seen, advice = '' }) => `${seen} ${advice}`)
    .join('\n');

describe('what a list of models shows', () => {
  test('is that everything works, where the list came with the credential and not without', () => {
    expect(verdicts({})).toEqual(['address: good', 'credential: good', 'protocol: good', 'models: good']);
  });

  test('is nothing about a credential, where anybody gets it', () => {
    expect(verdicts({ isPublic: true })).toContain('credential: unknown');
    expect(said({ isPublic: true })).toContain('to anybody');
  });

  test.each([
    ['401', refused(401, 'invalid_api_key'), 'credential: broken'],
    ['403', refused(403), 'credential: broken'],
    ['400 that speaks of the key', refused(400, 'INVALID_ARGUMENT', true), 'credential: broken'],
    ['another 400', refused(400), 'protocol: broken'],
    ['302', refused(302), 'protocol: broken'],
    ['404', refused(404), 'protocol: broken'],
    ['402', refused(402), 'protocol: attention'],
    ['429', refused(429), 'protocol: attention'],
    ['503', refused(503), 'protocol: broken'],
  ])('of an answer with status %s is what is wrong', (_, answer, verdict) => {
    expect(verdicts({ answer, isPublic: undefined })).toContain(verdict);
  });

  test('is that a credential is missing, whatever else there is', () => {
    const failed = { type: 'failed', at: 'connection', detail: 'ECONNREFUSED' } as const;
    for (const answer of [list('small'), refused(401), failed]) {
      expect(verdicts({ hasCredential: false, answer, isPublic: undefined })).toContain('credential: broken');
    }
    expect(said({ hasCredential: false })).toContain('commonhold keys provider acme');
  });

  test('is that a client has to show its own, where the row says so, and that is not broken', () => {
    const answer = refused(401);
    const caller = {
      row: row({ authentication: 'caller' }),
      hasCredential: false,
      answer,
      isPublic: undefined,
    };
    expect(verdicts(caller)).toEqual(['address: good', 'credential: unknown']);
    expect(said(caller)).toContain('Each client shows its own credential');
  });

  test('is that a row without one needs one', () => {
    const none = { row: row({ authentication: 'none' }), hasCredential: false, isPublic: undefined };
    expect(verdicts({ ...none, answer: refused(401) })).toContain('credential: broken');
    expect(verdicts(none)).toContain('credential: good');
  });

  test('is that another protocol is spoken', () => {
    const answer = { ...list('small'), form: 'ollama' } as ModelsAnswer;
    expect(verdicts({ answer })).toContain('protocol: broken');
    // A list without entries could be anybody's.
    expect(verdicts({ answer: { ...answer, models: [] } as ModelsAnswer })).toContain('protocol: good');
  });

  test.each([
    ['address', ['address: broken']],
    ['connection', ['address: broken']],
    ['tls', ['address: good', 'tls: broken']],
    ['answer', ['protocol: broken']],
  ] as const)('ends where the question ended: %s', (at, expected) => {
    expect(verdicts({ answer: { type: 'failed', at, detail: 'why' } })).toEqual(expected);
    expect(said({ answer: { type: 'failed', at, detail: 'why' } })).toContain('why');
  });

  test('has the days that a certificate still holds, and warns of the last two weeks', () => {
    const until = (days: number): ModelsAnswer => ({
      ...list('small', 'large-4'),
      certificateUntil: new Date(usual.now + days * 86_400_000),
    });
    expect(verdicts({ answer: until(13) })).toContain('tls: attention');
    expect(verdicts({ answer: until(14) })).toContain('tls: good');
    expect(said({ answer: until(1) })).toContain('1 more day.');
  });
});

describe('names of the configuration', () => {
  test.each([
    ['a name that is not there', list('large-4'), 'models: broken'],
    ['a beginning that nobody has', list('small'), 'models: attention'],
    ['a name that has a date there', list('small-2603', 'large-4'), 'models: good'],
    ['a name that is the latest', list('small-latest', 'large-4'), 'models: good'],
    ['a longer name of another model', list('small-creative', 'large-4'), 'models: broken'],
    ['nothing at all', list(), 'models: attention'],
  ])('are held against the list: %s', (_, answer, verdict) => {
    expect(verdicts({ answer })).toContain(verdict);
  });

  test('may be another name of a listed model', () => {
    const answer: ModelsAnswer = {
      ...list('large-4'),
      models: [{ name: 'large-4' }, { name: 's-2603', aliases: ['small'] }],
    };
    expect(verdicts({ answer })).toContain('models: good');
  });

  test('are not held against the list of a vendor that is called by other names', () => {
    const azure = row({ vendor: 'azure-openai', baseUrl: 'https://one.openai.azure.com/openai/v1' });
    expect(verdicts({ row: azure, answer: list('gpt-5') })).toContain('models: unknown');
  });

  test('may be none, and that is said', () => {
    expect(said({ named: { names: [], beginnings: [] } })).toContain('names none of them');
  });
});
