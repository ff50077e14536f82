import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Destination } from '#call';
import { builtInPolicy } from '../built-in.ts';
import type { Decision, PolicyEngine, Question } from '../engine.ts';
import { type Cedar, loadCedar } from './load.ts';
import { createCedarEngine } from './policy-set.ts';
import type { PolicyFile } from './problem.ts';
import { ask, here, vendor, vocabulary } from './rules.fixture.ts';

const folder = new URL('../../../../../examples/policies/', import.meta.url);

/** Every set that is shipped, whichever there are, with the files of its rules. */
const sets = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => {
    const files = readdirSync(new URL(`${name}/`, folder), { recursive: true, encoding: 'utf8' });
    return {
      name,
      files: files
        .filter((file) => file.endsWith('.cedar'))
        .map((file) => ({ name: file, text: readFileSync(new URL(`${name}/${file}`, folder), 'utf8') })),
    };
  });

const load = loadCedar();

async function engine(files: readonly PolicyFile[], cedar?: Cedar): Promise<PolicyEngine> {
  return createCedarEngine(cedar ?? (await load), files, { mode: 'enforce', vocabulary, folder: 'policies' });
}

/** Who calls: each kind, each role, and the projects that the sets speak of. */
const principals = (
  [
    ['person', 'owner', 'default'],
    ['person', 'member', 'default'],
    ['person', 'auditor', 'default'],
    ['app', 'member', 'default'],
    ['person', 'member', 'public'],
    ['agent', 'member', 'public'],
    ['person', 'member', 'pupils'],
    ['person', 'member', 'teachers'],
  ] as const
).map(([kind, role, project]) => ({ id: 'p_1', kind, role, project }));
/** Of which everything is known that a careful rule wants to know. */
const careful: Destination = {
  ...vendor,
  legalEntity: 'Acme GmbH',
  country: 'DE',
  retentionDays: 0,
  trainsOnData: false,
};
const places: readonly Destination[] = [
  here,
  careful,
  vendor,
  { ...careful, country: 'US' },
  { ...careful, retentionDays: 400 },
  { ...careful, trainsOnData: true },
  { ...vendor, local: 'declared' },
];
const factSets = [
  ...[[], ['personal'], ['special'], ['secret'], ['confidential']].map((labels) => ({
    labels,
    overBudget: false,
  })),
  { labels: [], overBudget: true },
];

const questions: readonly Question[] = principals.flatMap((principal) =>
  places.flatMap((destination) =>
    factSets.map((facts) => ({ ...ask({ principal, destination }), facts: { ...ask().facts, ...facts } })),
  ),
);
/** Enough where every one of them must have the same answer. */
const some = questions.filter((_, at) => at % 11 === 0);

/** All answers that are not a denial by error. */
function withoutError(rules: PolicyEngine, asked: readonly Question[]): readonly Decision[] {
  return asked
    .map((question) => rules.decide(question))
    .filter(
      (decision) =>
        decision.effect === 'allow' || decision.because !== 'error' || decision.remedies.length > 0,
    );
}

/** What one decision lets through that the other does not. */
function opened(
  before: PolicyEngine,
  after: PolicyEngine,
  changed = (question: Question) => question,
): Question[] {
  return questions.filter(
    (question) =>
      before.decide(question).effect === 'deny' && after.decide(changed(question)).effect === 'allow',
  );
}

/** The same rule with a condition before its own that no number fits into. */
function overflowing(text: string, id: string): string {
  const at = text.indexOf(`@id("${id}")`);
  const head = /^(?:permit|forbid)\s*\([^)]*\)/m.exec(text.slice(at));
  if (at < 0 || head === null) throw new Error(`${id} is not written as the others are`);
  const end = at + head.index + head[0].length;
  const sum =
    'resource.destination has retentionDays && resource.destination.retentionDays + 9223372036854775807 > 0';
  return `${text.slice(0, end)} when { ${sum} }${text.slice(end)}`;
}

/** Cedar, with something done to what it is asked. */
async function tampered(change: (call: TamperedCall) => TamperedCall): Promise<Cedar> {
  const cedar = await loadCedar();
  const { module } = cedar;
  const asked = {
    ...module,
    statefulIsAuthorized: (call: TamperedCall) => module.statefulIsAuthorized(change(call)),
  };
  return new Proxy(cedar, {
    get: (target, name) => {
      if (name === 'module') return asked;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
type TamperedCall = Parameters<Cedar['module']['statefulIsAuthorized']>[0];

const ids = sets.flatMap(({ name, files }) =>
  files.flatMap((file) =>
    Array.from(file.text.matchAll(/^@id\("([^"]+)"\)/gm), ([, id = '']) => [name, id, file.name] as const),
  ),
);

describe.each(ids)('in the set %s the rule %s', (setName, id, fileName) => {
  const { files } = sets.find(({ name }) => name === setName) ?? { files: [] };

  test('denies every call for which it cannot be evaluated, whatever other rules say', async () => {
    const broken = await engine(
      files.map((file) => (file.name === fileName ? { ...file, text: overflowing(file.text, id) } : file)),
    );
    let errors = 0;
    for (const question of questions) {
      const { retentionDays } = question.destination;
      if (retentionDays === undefined || retentionDays === 0) continue;
      const decision: Decision = broken.decide(question);
      if (decision.effect === 'allow' || decision.because !== 'error') continue;
      expect(decision).toEqual({ effect: 'deny', because: 'error', rules: [id], remedies: [] });
      errors += 1;
    }
    expect(errors).toBeGreaterThan(0);
    // Where the number is small enough the rule says less than before and a permit never more.
    const isForbid = broken.rules.get(id)?.effect === 'forbid';
    if (!isForbid) expect(opened(await engine(files), broken)).toEqual([]);
  });
});

describe.each(sets.map(({ name, files }) => [name, files] as const))('the set %s', (_, files) => {
  test('is read by these tests whole', async () => {
    const { rules } = await engine(files);
    expect(Array.from(rules.keys()).toSorted()).toEqual(
      Array.from(
        files.flatMap(({ text }) => Array.from(text.matchAll(/^@id\("([^"]+)"\)/gm), ([, id = '']) => id)),
      ).toSorted(),
    );
  });

  test.each([0, 1, 2])(
    'lets nothing more through when entity %i of what it is asked about is missing',
    async (at) => {
      const without = await tampered((call) => ({
        ...call,
        entities: (call.entities as readonly unknown[]).filter(
          (_one, index) => index !== at,
        ) as TamperedCall['entities'],
      }));
      expect(opened(await engine(files), await engine(files, without))).toEqual([]);
    },
  );

  test.each(['legalEntity', 'country', 'retentionDays', 'trainsOnData'] as const)(
    'lets nothing more through when nobody knows %s',
    async (fact) => {
      const rules = await engine(files);
      const forgotten = (question: Question): Question => ({
        ...question,
        destination: { ...question.destination, [fact]: undefined },
      });
      expect(opened(rules, rules, forgotten)).toEqual([]);
    },
  );

  test.each([
    2 ** 63,
    -(2 ** 64),
    1e300,
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '30' as never,
    null as never,
  ])('denies every call to a destination that is said to keep data for %s days', async (retentionDays) => {
    const rules = await engine(files);
    for (const question of questions) {
      const destination = { ...question.destination, retentionDays };
      expect(rules.decide({ ...question, destination })).toMatchObject({ effect: 'deny', because: 'error' });
    }
  });

  test.each([
    ['labels that are numbers', { labels: [1] }],
    ['labels that are a text', { labels: 'personal' }],
    ['no labels', { labels: undefined }],
    ['a budget that is a word', { overBudget: 'no' }],
    ['no budget', { overBudget: undefined }],
    ['a fact that the schema does not have', { moon: 'full' }],
  ])('denies every call with %s', async (_what, wrong) => {
    const cedar = await tampered((call) => {
      const context = { ...(call.context as object), ...wrong };
      return { ...call, context: JSON.parse(JSON.stringify(context)) as TamperedCall['context'] };
    });
    const rules = await engine(files, cedar);
    expect(withoutError(rules, some)).toEqual([]);
  });

  test('denies when Cedar says yes and names an error beside it', async () => {
    const cedar = await tampered((call) => call);
    const { module } = cedar;
    const yes = new Proxy(cedar, {
      get: (target, name) =>
        name === 'module'
          ? {
              ...module,
              statefulIsAuthorized: () => ({
                type: 'success',
                warnings: [],
                response: {
                  decision: 'allow',
                  diagnostics: {
                    reason: ['any'],
                    errors: [{ policyId: 'any', error: { message: 'overflow' } }],
                  },
                },
              }),
            }
          : (Reflect.get(target, name, target) as unknown),
    });
    const rules = await engine(files, yes);
    expect(withoutError(rules, some)).toEqual([]);
  });
});

test('the built-in rule looks at nothing that could be missing or wrong', () => {
  for (const question of questions) {
    expect(builtInPolicy.decide(question)).toEqual({ effect: 'allow', rules: ['valid-key'] });
  }
});

test('there are sets, rules and questions, and both answers to them', async () => {
  expect(sets.length).toBeGreaterThanOrEqual(4);
  expect(ids.length).toBeGreaterThanOrEqual(20);
  for (const { files } of sets) {
    const rules = await engine(files);
    const effects = new Set(questions.map((question) => rules.decide(question).effect));
    expect(effects).toEqual(new Set(['allow', 'deny']));
  }
});
