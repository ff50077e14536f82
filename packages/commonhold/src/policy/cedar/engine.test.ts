import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { ask, engineOf, here, vendor } from './rules.fixture.ts';
import { loadCedar } from './load.ts';
import { schemaText } from './schema.ts';

const everybody = '@id("everybody") permit(principal, action, resource);';
const germany = { ...vendor, country: 'DE' };

describe('rules about tools', () => {
  const who = { id: 'p_1', kind: 'agent', role: 'member', project: 'default' } as const;
  const use = (tool: string, ...labels: string[]) =>
    ({ principal: who, action: 'tool.call', tool, labels }) as const;

  test('say nothing of models, and rules that name no action say nothing of tools', async () => {
    expect((await engineOf(everybody)).decideTool(use('Bash'))).toBeUndefined();
    const engine = await engineOf(
      `@id("tools") permit(principal, action == Action::"tool.call", resource);
       @id("here") permit(principal, action, resource) when { resource.destination.local == Local::"verified" };`,
    );
    expect(engine.decideTool(use('Bash'))).toEqual({ effect: 'allow', rules: ['tools'] });
    expect(engine.decide(ask())).toEqual({ effect: 'allow', rules: ['here'] });
    expect(engine.decide(ask({ destination: vendor }))).toMatchObject({ because: 'not-permitted' });
  });

  test('look at the name and at what was found in the arguments', async () => {
    const engine = await engineOf(
      `@id("all") permit(principal is Agent, action in [Action::"tool.call", Action::"model.call"], resource);
       @id("web") forbid(principal, action == Action::"tool.call", resource) when { resource.name like "Web*" };
       @id("secret") forbid(principal, action == Action::"tool.call", resource) when { context.labels.contains("secret") };`,
    );
    expect(engine.decideTool(use('Read'))).toMatchObject({ effect: 'allow' });
    expect(engine.decideTool(use('WebFetch', 'secret'))).toMatchObject({ rules: ['secret', 'web'] });
    expect(engine.decide(ask({ principal: who, labels: ['secret'] }))).toEqual({
      effect: 'allow',
      rules: ['all'],
    });
  });

  test('are refused when they ask for a destination, which a tool has none of', async () => {
    const text =
      '@id("x") permit(principal, action == Action::"tool.call", resource) when { resource.destination.local == Local::"no" };';
    await expect(engineOf(text)).rejects.toThrow(/destination/);
  });
});

describe('rules in Cedar', () => {
  test('allow what a permit names and nothing that no permit names', async () => {
    const engine = await engineOf(
      '@id("members") permit(principal in Group::"role:member", action, resource);',
    );
    expect(engine.decide(ask())).toEqual({ effect: 'allow', rules: ['members'] });
    expect(
      engine.decide(ask({ principal: { id: 'p_2', kind: 'app', role: 'owner', project: 'default' } })),
    ).toEqual({
      effect: 'deny',
      because: 'not-permitted',
      rules: [],
      remedies: [],
    });
  });

  test('name every forbid that matches, and a forbid wins over every permit', async () => {
    const engine = await engineOf(
      `${everybody}
       @id("b") forbid(principal, action, resource) when { resource.destination.local == Local::"no" };
       @id("a") forbid(principal, action, resource) when { context.labels.contains("secret") };`,
    );
    expect(engine.decide(ask({ destination: vendor, labels: ['secret'] }))).toMatchObject({
      effect: 'deny',
      because: 'forbidden',
      rules: ['a', 'b'],
    });
  });

  test('know the country of a destination, its regions, and that an unknown country is in none', async () => {
    const engine = await engineOf(
      `${everybody} @id("eea") forbid(principal, action, resource) unless { resource in Region::"EEA" };
       @id("not-de") forbid(principal, action, resource) when { resource.destination in Region::"DE" };`,
    );
    expect(engine.decide(ask({ destination: { ...vendor, country: 'NO' } }))).toMatchObject({
      effect: 'allow',
    });
    expect(engine.decide(ask({ destination: germany }))).toMatchObject({ rules: ['not-de'] });
    expect(engine.decide(ask({ destination: { ...vendor, country: 'US' } }))).toMatchObject({
      rules: ['eea'],
    });
    expect(engine.decide(ask({ destination: vendor }))).toMatchObject({ rules: ['eea'] });
  });

  test('can name one principal, one project, one model and one destination', async () => {
    const engine = await engineOf(
      `@id("who") permit(principal == App::"p_app", action, resource);
       @id("project") permit(principal in Group::"project:biology", action, resource);
       @id("model") permit(principal, action, resource == Model::"acme/small");
       @id("place") permit(principal, action, resource in Destination::"local");`,
    );
    const app = { id: 'p_app', kind: 'app', role: 'member', project: 'biology' } as const;
    expect(engine.decide(ask({ principal: app, destination: vendor, model: 'small' }))).toMatchObject({
      rules: ['model', 'project', 'who'],
    });
    expect(engine.decide(ask({ destination: vendor, model: 'large' }))).toMatchObject({ effect: 'deny' });
    expect(engine.decide(ask())).toMatchObject({ rules: ['place'] });
  });

  test('give a remedy for each forbid, and none as soon as one of them has none', async () => {
    const engine = await engineOf(
      `${everybody}
       @id("far") @remedy("reroute:local") forbid(principal, action, resource)
         when { resource.destination.local != Local::"verified" };
       @id("hard") forbid(principal, action, resource) when { context.labels.contains("secret") };`,
    );
    expect(engine.decide(ask({ destination: vendor }))).toMatchObject({
      remedies: [{ type: 'reroute', to: 'local' }],
    });
    expect(engine.decide(ask({ destination: vendor, labels: ['secret'] }))).toMatchObject({
      rules: ['far', 'hard'],
      remedies: [],
    });
  });

  test('remember what was decided under everything that a rule can see', async () => {
    const engine = await engineOf(
      `${everybody} @id("s") forbid(principal, action, resource) when { context.labels.contains("secret") };`,
    );
    const first = engine.decide(ask());
    expect(engine.decide(ask())).toBe(first);
    expect(engine.decide(ask({ labels: ['secret'] }))).toMatchObject({ effect: 'deny' });
    expect(engine.decide(ask())).toBe(first);
  });
});

describe('what cannot be evaluated is denied', () => {
  // Cedar passes over a rule with an error and says "allow": this is the trap that the engine is there for.
  test('when a number overflows in a forbid, although a permit matches', async () => {
    const engine = await engineOf(
      `${everybody} @id("sum") @remedy("reroute") forbid(principal, action, resource)
         when { resource.destination has retentionDays && resource.destination.retentionDays + 9223372036854775807 > 0 };`,
    );
    expect(engine.decide(ask({ destination: { ...vendor, retentionDays: 30 } }))).toEqual({
      effect: 'deny',
      because: 'error',
      rules: ['sum'],
      remedies: [],
    });
    expect(engine.decide(ask({ destination: vendor }))).toMatchObject({ effect: 'allow' });
  });

  test('when Cedar does not accept the request', async () => {
    const engine = await engineOf(everybody);
    const odd = { ...here, local: 'perhaps' as unknown as 'no' };
    expect(engine.decide(ask({ destination: odd }))).toMatchObject({ effect: 'deny', because: 'error' });
    const noNumber = { ...vendor, retentionDays: 1.5 };
    expect(engine.decide(ask({ destination: noNumber }))).toMatchObject({ effect: 'deny', because: 'error' });
  });

  test('when Cedar itself breaks', async () => {
    const { module, ...rest } = await loadCedar();
    const broken = {
      ...rest,
      schemaName: 's',
      placeOf: () => 'p',
      module: {
        ...module,
        statefulIsAuthorized: () => {
          throw new Error('unreachable');
        },
      },
    };
    const engine = await engineOf(everybody, 'enforce', broken as never);
    expect(engine.decide(ask())).toMatchObject({ effect: 'deny', because: 'error' });
  });
});

describe('rules that are only watched', () => {
  test('decide nothing and say what they would have decided', async () => {
    const engine = await engineOf(
      `${everybody} @id("try") @mode("observe") forbid(principal, action, resource)
         when { resource.destination.local == Local::"no" };`,
    );
    expect(engine.decide(ask({ destination: vendor }))).toEqual({
      effect: 'allow',
      rules: ['everybody'],
      observed: { effect: 'deny', rules: ['try'] },
    });
    expect(engine.decide(ask())).toEqual({ effect: 'allow', rules: ['everybody'] });
  });

  test('permit nothing', async () => {
    const engine = await engineOf('@id("try") @mode("observe") permit(principal, action, resource);');
    expect(engine.decide(ask())).toMatchObject({
      effect: 'deny',
      because: 'not-permitted',
      observed: { effect: 'allow', rules: ['try'] },
    });
  });
});

describe('the places where Cedar keeps parsed rules', () => {
  test('are few, and a set whose place was taken still answers by its own rules', async () => {
    const first = await engineOf('@id("first") permit(principal, action, resource);');
    for (let number = 0; number < 20; number++) {
      const other = await engineOf(`@id("n${number}") permit(principal, action, resource);`);
      expect(other.decide(ask())).toMatchObject({ rules: [`n${number}`] });
    }
    expect(first.decide(ask())).toMatchObject({ rules: ['first'] });
  });
});

test('the published schema is the one that rules are checked against', async () => {
  await expect(schemaText).toMatchFileSnapshot('../schema.cedarschema');
  const page = new URL('../../../../../docs/reference/policy-schema.md', import.meta.url);
  expect(await readFile(page, 'utf8')).toContain(schemaText);
});

test('every fact of a destination that a rule can see makes another decision, also under the same name', async () => {
  const engine = await engineOf(
    `${everybody} @id("eea") forbid(principal, action, resource) unless { resource in Region::"EEA" };
     @id("basis") forbid(principal, action, resource)
       when { resource.destination has transferBasis && resource.destination.transferBasis == TransferBasis::"adequacy" };
     @id("parent") forbid(principal, action, resource)
       when { resource.destination has parentCountry && resource.destination.parentCountry == "US" };`,
  );
  const rulesFor = (more: object): unknown =>
    engine.decide(ask({ destination: { ...vendor, ...more } })).rules;
  expect(rulesFor({})).toEqual(['eea']);
  expect(rulesFor({ area: 'EU' })).toEqual(['everybody']);
  expect(rulesFor({ area: 'EU', transferBasis: 'adequacy' })).toEqual(['basis']);
  expect(rulesFor({ area: 'EU', parentCountry: 'US' })).toEqual(['parent']);
});

test('an approval makes another decision, and is remembered for nobody who has none', async () => {
  const engine = await engineOf(
    `${everybody} @id("ask-first") @remedy("approve:owner") forbid(principal, action, resource)
       unless { context.approvals.contains("ask-first") };
     @id("ask-too") @remedy("approve:another-owner") forbid(principal, action, resource)
       unless { context.approvals.contains("ask-too") };`,
  );
  const decide = (...approvals: readonly string[]): unknown =>
    engine.decide(ask({ facts: { labels: [], overBudget: false, approvals } }));
  const both = {
    effect: 'deny',
    rules: ['ask-first', 'ask-too'],
    remedies: [
      { type: 'approve', by: 'owner' },
      { type: 'approve', by: 'another-owner' },
    ],
  };
  expect(decide('ask-first', 'ask-too')).toMatchObject({ effect: 'allow' });
  expect(decide()).toMatchObject(both);
  expect(decide('ask-first')).toMatchObject({ effect: 'deny', rules: ['ask-too'] });
  // A label of that name is no approval.
  expect(engine.decide(ask({ labels: ['ask-first', 'ask-too'] }))).toMatchObject(both);
});
