import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { builtInLabels } from '#labels';
import {
  type Cedar,
  checkPolicies,
  createCedarEngine,
  type Decision,
  loadCedar,
  type PolicyEngine,
  type PolicyFile,
  runPolicyTest,
} from '#policy';
import { readPolicyFiles } from './policy-files.ts';
import { readPolicyTests } from './policy-test-files.ts';

const root = fileURLToPath(new URL('../../../../examples/policies', import.meta.url));
const sets = ['clinic', 'company', 'school', 'solo'];
const vocabulary = { labels: new Set<string>(builtInLabels), providers: undefined };
type Question = Parameters<PolicyEngine['decide']>[0];

let cedar: Cedar;
beforeAll(async () => {
  cedar = await loadCedar();
});

const filesOf = (set: string): Promise<readonly PolicyFile[]> => readPolicyFiles(join(root, set));
const engineOf = (files: readonly PolicyFile[], through: Cedar = cedar): PolicyEngine =>
  createCedarEngine(through, files, { mode: 'enforce', vocabulary, folder: 'policies' });

/** Everybody, and every kind of place, under every label: what the rules of the sets tell apart. */
const principals = (['person', 'app', 'agent'] as const).flatMap((kind) =>
  (['owner', 'member', 'auditor'] as const).flatMap((role) =>
    ['default', 'public', 'pupils', 'teachers'].map((project) => ({ id: 'p_1', kind, role, project })),
  ),
);
const destination = fc.record({
  provider: fc.constantFrom('one', 'two'),
  local: fc.constantFrom('verified', 'declared', 'no'),
  legalEntity: fc.constantFrom(undefined, 'The Vendor'),
  country: fc.constantFrom(undefined, 'DE', 'NO', 'US'),
  retentionDays: fc.constantFrom(undefined, 0, 30, 31),
  trainsOnData: fc.constantFrom(undefined, true, false),
});
const question: fc.Arbitrary<Question> = fc.record({
  principal: fc.constantFrom(...principals),
  action: fc.constant('model.call' as const),
  model: fc.constant('m'),
  destination,
  facts: fc.record({
    labels: fc.subarray([...builtInLabels]).map((labels) => labels.toSorted()),
    overBudget: fc.boolean(),
    approvals: fc.constant([]),
  }),
});

const isAllowed = (decision: Decision): boolean => decision.effect === 'allow';

test('every starter set is tried here', async () => {
  expect((await readdir(root)).toSorted()).toEqual(sets);
});

describe.each(sets)('the starter set for a %s', (set) => {
  test('is right, permits something, and says of each forbid why', async () => {
    const { rules, problems, warnings } = checkPolicies(cedar, await filesOf(set), vocabulary);
    expect({ problems, warnings }).toEqual({ problems: [], warnings: [] });
    expect(rules.filter(({ effect, why }) => effect === 'forbid' && why === undefined)).toEqual([]);
  });

  test('decides as its own tests say, and every rule of it is met by one of them', async () => {
    const files = await filesOf(set);
    const engine = engineOf(files);
    const results = (await readPolicyTests(join(root, set))).flatMap(({ tests }) =>
      tests.map((each) => runPolicyTest(engine, each)),
    );
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
    const met = new Set(
      results.flatMap(({ trail }) => trail.map((step) => step.slice(step.indexOf(':') + 1))),
    );
    expect([...engine.rules.keys()].filter((rule) => !met.has(rule))).toEqual([]);
  });

  test('has a page that names every rule', async () => {
    const page = await readFile(join(root, set, 'README.md'), 'utf8');
    const { rules } = checkPolicies(cedar, await filesOf(set), vocabulary);
    expect(rules.filter(({ id }) => !page.includes(`\`${id}\``)).map(({ id }) => id)).toEqual([]);
  });

  test('lets nothing through that carries more labels than what it refused', async () => {
    const engine = engineOf(await filesOf(set));
    fc.assert(
      fc.property(question, fc.subarray([...builtInLabels]), (asked, more) => {
        const labels = [...new Set([...asked.facts.labels, ...more])].toSorted();
        const risen = engine.decide({ ...asked, facts: { ...asked.facts, labels } });
        return isAllowed(engine.decide(asked)) || !isAllowed(risen);
      }),
      { numRuns: 150 },
    );
  });

  test('takes what is unknown of a destination for the worst that it could be', async () => {
    const engine = engineOf(await filesOf(set));
    fc.assert(
      fc.property(question, (asked) => {
        const { country, retentionDays, trainsOnData } = asked.destination;
        const worst = {
          ...asked.destination,
          country: country ?? 'US',
          retentionDays: retentionDays ?? 36_500,
          trainsOnData: trainsOnData ?? true,
        };
        return isAllowed(engine.decide({ ...asked, destination: worst })) === isAllowed(engine.decide(asked));
      }),
      { numRuns: 150 },
    );
  });

  test('lets no secret and nothing special out, whoever asks and whatever the destination promises', async () => {
    const engine = engineOf(await filesOf(set));
    fc.assert(
      fc.property(question, (asked) => {
        const { labels } = asked.facts;
        if (asked.destination.local === 'verified') return true;
        const mayNotLeave = labels.some((label) => ['secret', 'special', 'personal'].includes(label));
        return !mayNotLeave || !isAllowed(engine.decide(asked));
      }),
      { numRuns: 150 },
    );
  });

  test('denies where any one of its rules runs over or fails, although the others would allow', async () => {
    const files = await filesOf(set);
    const { rules } = checkPolicies(cedar, files, vocabulary);
    const whole = engineOf(files);
    for (const rule of rules) {
      const failing = files.map((file) => ({
        ...file,
        text: file.text.replace(rule.text, overflowing(rule.text)),
      }));
      const engine = engineOf(failing);
      let failed = 0;
      for (const principal of principals) {
        for (const local of ['verified', 'no'] as const) {
          const asked: Question = {
            principal,
            action: 'model.call',
            model: 'm',
            destination: {
              provider: 'one',
              local,
              legalEntity: undefined,
              country: 'DE',
              retentionDays: 1,
              trainsOnData: false,
            },
            facts: { labels: [], overBudget: false, approvals: [] },
          };
          const decision = engine.decide(asked);
          if (decision.effect === 'deny' && decision.because === 'error') {
            failed += 1;
            expect(decision).toMatchObject({ rules: [rule.id], remedies: [] });
          } else expect(decision).toEqual(whole.decide(asked));
        }
      }
      expect(failed, `${rule.id} failed for nobody`).toBeGreaterThan(0);
    }
  });

  test('allows nothing more when Cedar is not told of an entity or a fact', async () => {
    const files = await filesOf(set);
    const whole = engineOf(files);
    const without: [string, (call: Call) => Call][] = [
      [
        'destination',
        (call) => ({ ...call, entities: call.entities.filter(({ uid }) => typeOf(uid) !== 'Destination') }),
      ],
      [
        'model',
        (call) => ({ ...call, entities: call.entities.filter(({ uid }) => typeOf(uid) !== 'Model') }),
      ],
      ['principal', (call) => ({ ...call, entities: call.entities.slice(1) })],
      ['labels', (call) => ({ ...call, context: lacking(call, 'labels') })],
      ['overBudget', (call) => ({ ...call, context: lacking(call, 'overBudget') })],
      ['approvals', (call) => ({ ...call, context: lacking(call, 'approvals') })],
    ];
    for (const [what, change] of without) {
      const engine = engineOf(files, forgetful(change));
      let refused = 0;
      fc.assert(
        fc.property(question, (asked) => {
          const allowed = isAllowed(engine.decide(asked));
          if (!allowed) refused += 1;
          // Without these a rule that looks there cannot be evaluated, and each set has one that always does.
          if (what !== 'principal') return !allowed;
          return !allowed || isAllowed(whole.decide(asked));
        }),
        { numRuns: 60 },
      );
      expect(refused, what).toBeGreaterThan(0);
    }
  });
});

type Call = Parameters<Cedar['module']['statefulIsAuthorized']>[0];

function lacking({ context }: Call, fact: string): Call['context'] {
  return Object.fromEntries(Object.entries(context).filter(([name]) => name !== fact));
}

function typeOf(uid: Call['entities'][number]['uid']): string {
  return '__entity' in uid ? uid.__entity.type : uid.type;
}

/** Cedar, with something left out of every question. */
function forgetful(change: (call: Call) => Call): Cedar {
  const { module } = cedar;
  return {
    module: { ...module, statefulIsAuthorized: (call: Call) => module.statefulIsAuthorized(change(call)) },
    schemaName: cedar.schemaName,
    placeOf: (rules: Readonly<Record<string, string>>) => cedar.placeOf(rules),
  } as unknown as Cedar;
}

/** The same rule with a condition in front of its own that overflows wherever a retention is known. */
function overflowing(text: string): string {
  const rule = text.search(/^(permit|forbid)/m);
  const scope = text.indexOf(')', rule) + 1;
  const sum =
    'when { resource.destination has retentionDays && resource.destination.retentionDays + 9223372036854775807 > 0 }';
  return `${text.slice(0, scope)} ${sum} ${text.slice(scope)}`;
}
