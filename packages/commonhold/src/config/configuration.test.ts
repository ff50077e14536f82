import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CommonholdError } from '#base';
import { configuration } from './configuration.ts';
import { homePaths } from '#home';
import { loadConfiguration, parseConfiguration } from './load.ts';

const reference = join(import.meta.dirname, '../../../../docs/reference');

/** As much of JSON Schema as zod writes for our configuration. */
interface Node {
  readonly type?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

interface Field {
  readonly path: string;
  readonly values: string;
  readonly default: string;
}

const schema = z.toJSONSchema(configuration, { io: 'input' }) as Node;

/** Every field that the schema has, in its order, as a row of the page begins. */
function fieldsOf(node: Node, path: string, required: boolean): Field[] {
  if (node.properties) {
    return Object.entries(node.properties).flatMap(([name, inner]) =>
      fieldsOf(inner, path === '' ? name : `${path}.${name}`, node.required?.includes(name) === true),
    );
  }
  if (typeof node.additionalProperties === 'object') {
    return fieldsOf(node.additionalProperties, `${path}.NAME`, false);
  }
  if (node.items?.properties) return fieldsOf(node.items, `${path}[]`, false);
  const standard =
    node.default === undefined ? (required ? 'required' : 'absent') : `\`${JSON.stringify(node.default)}\``;
  return [{ path, values: valuesOf(node, path), default: standard }];
}

function valuesOf(node: Node, path: string): string {
  if (node.anyOf) return node.anyOf.map((one) => valuesOf(one, path)).join(', or ');
  if (node.enum) return node.enum.map((value) => `\`${value}\``).join(', ');
  if (node.items) return `list of ${valuesOf(node.items, path)}s`;
  if (node.type === 'boolean') return '`true`, `false`';
  if (node.type === 'string') return node.format === 'uri' ? 'URL, http or https' : 'text';
  const unit = /(Bytes|Seconds|Days|Tokens)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  const kind = node.type === 'integer' ? 'whole number' : 'number';
  return `${kind}${unit === '' ? '' : ` of ${unit}`}${rangeOf(node)}`;
}

function rangeOf({ minimum, exclusiveMinimum, maximum }: Node): string {
  const lower =
    exclusiveMinimum === undefined
      ? minimum === undefined
        ? ''
        : `${minimum} or more`
      : `above ${exclusiveMinimum}`;
  if (maximum === undefined || maximum === Number.MAX_SAFE_INTEGER) return lower === '' ? '' : `, ${lower}`;
  return exclusiveMinimum === undefined ? `, ${minimum} to ${maximum}` : `, ${lower}, up to ${maximum}`;
}

/** The rows of the page's tables whose first cell is a path, with the reason that people wrote. */
function fieldsOfPage(page: string): (Field & { readonly reason: string })[] {
  return [...page.matchAll(/^\| `([\w.[\]]+)` \| (.+?) \| (.+?) \| (.+) \|$/gm)].map(
    ([, path, values, standard, reason]) => ({
      path: path ?? '',
      values: values ?? '',
      default: standard ?? '',
      reason: reason ?? '',
    }),
  );
}

function examplesOf(page: string): string[] {
  return [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text]) => text ?? '');
}

describe('docs/reference/configuration.md', () => {
  test('has every field, with the values it takes and its default, and no other', async () => {
    const page = fieldsOfPage(await readFile(join(reference, 'configuration.md'), 'utf8'));
    expect(page.map(({ path, values, default: standard }) => ({ path, values, default: standard }))).toEqual(
      fieldsOf(schema, '', false),
    );
    for (const { path, reason } of page) expect(reason, path).toMatch(/^[A-Z`].*\.$/);
  });

  test.each([
    'reference/configuration.md',
    'guide/openai-compatible-servers.md',
    'guide/destinations.md',
    'guide/witnesses.md',
    'guide/vendors.md',
    'guide/subscriptions.md',
  ])('and its like have only examples that the node accepts: %s', async (name) => {
    const path = join(reference, '..', name);
    const examples = examplesOf(await readFile(path, 'utf8'));
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(() => parseConfiguration(example, 'example')).not.toThrow();
  });

  test('shows as its whole file exactly what holds when there is no file', async () => {
    const page = await readFile(join(reference, 'configuration.md'), 'utf8');
    const whole = examplesOf(page).find((example) => example.includes('queue:'));
    expect(whole).toContain('port: 7777');
    expect(parseConfiguration(whole ?? '', 'example')).toEqual(parseConfiguration('', 'none'));
  });
});

/** After a change: `npx vitest run packages/commonhold/src/config/configuration.test.ts -u`. */
test('docs/reference/commonhold.schema.json is the schema that the node reads by', async () => {
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(
    join(reference, 'commonhold.schema.json'),
  );
});

const provider = (models: string): string =>
  `{ wire: openai-chat, baseUrl: "http://127.0.0.1:8000/v1", authentication: none, destination: { local: declared }, models: [${models}] }`;

describe('a configuration is refused, with its place,', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x, x]',
    ...'bcdefgh'.split('').map((name, at) => `${name}: &${name} [${`*${'abcdefg'[at]}, `.repeat(10)}]`),
  ].join('\n');

  test.each([
    ['for an unknown field', 'server: { prot: 80 }', /^server: .*prot/],
    ['for an unknown part', 'servers: {}', /servers/],
    ['for the same key twice', 'server: { port: 1 }\nserver: { port: 2 }', /unique.* line 2/i],
    ['for a value out of range', 'server: { port: 70000 }', /^server\.port: /],
    ['for a value of another kind', 'engine: { gpu: "no" }', /^engine\.gpu: /],
    ['for a list where parts are due', '- server', /expected object/],
    [
      'for an address for people without TLS',
      'server: { publicUrl: "http://node.example.org", hosts: [node.example.org] }',
      /^server\.publicUrl: must be https/,
    ],
    [
      'for an address for people with something after it',
      'server: { publicUrl: "https://node.example.org/commonhold", hosts: [node.example.org] }',
      /^server\.publicUrl: must be .* nothing after it/,
    ],
    [
      'for an address for people under which the node answers nobody',
      'server: { publicUrl: "https://node.example.org", hosts: [other.example.org] }',
      /^server\.publicUrl: names node\.example\.org, which is not among server\.hosts/,
    ],
    ['for text that is not YAML', 'server: { port: 1', /line 1|line 2/],
    ['for two documents', 'server: {}\n---\nserver: {}', /document/],
    ['for a tag that nobody knows', 'server: { address: !secret x }', /tag/i],
    ['for an alias without an anchor', 'server: *missing', /missing/],
    ['for aliases that stand for too much', bomb, /alias/i],
    [
      'for an unknown provider in a route',
      'routes: { best: [{ provider: vendor, model: m }] }',
      /^routes\.best\.0\.provider: .*vendor/,
    ],
    [
      'for a provider named like a field of every object',
      'routes: { best: [{ provider: constructor, model: m }] }',
      /no provider named constructor/,
    ],
    ['for a route without candidates', 'routes: { best: [] }', /^routes\.best: /],
    [
      'for a name that no client could send',
      'routes: { "a b": [{ provider: local, model: m }] }',
      /letters, digits/,
    ],
    [
      'for a model that two providers offer',
      `providers: { one: ${provider('m')}, two: ${provider('m')} }`,
      /^providers\.two\.models\.0: m is offered by one too/,
    ],
    [
      'for a model that one provider offers twice',
      `providers: { one: ${provider('m, m')} }`,
      /^providers\.one\.models\.1: /,
    ],
    [
      'for a model offered twice that is named like a field of every object',
      `providers: { one: ${provider('toString')}, two: ${provider('toString')} }`,
      /toString is offered/,
    ],
    [
      'for a provider named local',
      `providers: { local: ${provider('m')} }`,
      /^providers\.local: .*engine inside/,
    ],
    [
      'for a provider named as what agents run by themselves',
      `providers: { agent: ${provider('m')} }`,
      /^providers\.agent: .*agents run by themselves/,
    ],
    [
      'for an address that is no URL',
      `providers: { one: ${provider('m').replace('http://127.0.0.1:8000/v1', 'localhost')} }`,
      /^providers\.one\.baseUrl: /,
    ],
    [
      'for an address that is not of the web',
      `providers: { one: ${provider('m').replace('http:', 'file:')} }`,
      /^providers\.one\.baseUrl: /,
    ],
    [
      'for an address with a credential in it, which would not be sent',
      `providers: { one: ${provider('m').replace('http://', 'http://user:secret@')} }`,
      /^providers\.one\.baseUrl: must not hold/,
    ],
    [
      'for a destination that does not say whether it is local',
      `providers: { one: ${provider('m').replace('local: declared', '')} }`,
      /^providers\.one\.destination\.local: /,
    ],
    ['for an own label that is built in', 'labels: { own: [personal] }', /^labels\.own\.0: is built in/],
  ])('%s', (_, text, detail) => {
    const error = refusal(() => parseConfiguration(text, 'commonhold.yaml'));
    expect(error.code).toBe('config_invalid');
    expect(error.values['detail']).toMatch(detail);
    expect(error.message).not.toContain('\n');
  });

  test.each([
    ['of the value', 'server:\n  port: 70000\n', 'line 2'],
    ['of a name that is not known', 'server:\n  address: "::1"\n  prot: 80\n', 'line 3'],
    ['of a part that is not known', 'server: {}\nservers: {}\n', 'line 2'],
    ['of an item in a list', 'labels:\n  own:\n    - fine\n    - personal\n', 'line 4'],
    [
      'of what lacks a field',
      `# One\nproviders:\n  one: ${provider('m').replace('wire: openai-chat, ', '')}\n`,
      'line 3',
    ],
  ])('with the line %s', (_, text, line) => {
    const detail = String(refusal(() => parseConfiguration(text, 'x')).values['detail']);
    expect(detail).toContain(`(${line})`);
  });

  test('but a model of two providers may have a route that says which comes first', () => {
    const text = `providers: { one: ${provider('m')}, two: ${provider('m')} }\nroutes: { m: [{ provider: two, model: m }] }`;
    expect(parseConfiguration(text, 'x').routes['m']).toEqual([{ provider: 'two', model: 'm' }]);
  });
});

test('an address for people is https and one of the hosts, or of this machine', () => {
  const { server } = parseConfiguration(
    'server: { publicUrl: "https://Node.example.org:8443/", hosts: [node.Example.org] }',
    'x',
  );
  expect(server.publicUrl).toBe('https://node.example.org:8443');
  expect(parseConfiguration('server: { publicUrl: "http://localhost:7777" }', 'x').server.publicUrl).toBe(
    'http://localhost:7777',
  );
});

test('any text is a configuration or is refused as one', () => {
  const near = fc.constantFrom(
    'server',
    'port',
    'routes',
    'local',
    ':',
    ' ',
    '\n',
    '- ',
    '{',
    '}',
    '[',
    '&a',
    '*a',
    '!x',
    '"',
    '1',
    '|',
    '?',
    '<<',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(near, { maxLength: 20 }).map((words) => words.join('')),
      ),
      (text) => {
        try {
          parseConfiguration(text, 'commonhold.yaml');
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(CommonholdError);
          expect((thrown as CommonholdError).code).toBe('config_invalid');
        }
      },
    ),
    { numRuns: 500 },
  );
});

describe('commonhold.yaml on the disk', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'commonhold-config-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function refusalOf(file: string): Promise<CommonholdError> {
    return loadConfiguration(file).then(
      () => Promise.reject(new Error('it was accepted')),
      (thrown: unknown) => thrown as CommonholdError,
    );
  }

  test('may be missing or empty, which means the defaults', async () => {
    const file = join(folder, 'empty.yaml');
    await writeFile(file, '# nothing yet\n');
    expect(await loadConfiguration(file)).toEqual(await loadConfiguration(join(folder, 'missing.yaml')));
    expect((await loadConfiguration(file)).server.port).toBe(7777);
  });

  test('is refused by its name when it is a folder, too large or not UTF-8', async () => {
    const asFolder = join(folder, 'folder.yaml');
    await mkdir(asFolder);
    const large = join(folder, 'large.yaml');
    await writeFile(large, '');
    await truncate(large, 4 * 1024 * 1024 + 1);
    const latin = join(folder, 'latin.yaml');
    await writeFile(latin, Buffer.from('labels: { own: [caf\xe9] }', 'latin1'));
    for (const [file, detail] of [
      [asFolder, 'it is not a file'],
      [large, 'it is larger than 4194304 bytes'],
      [latin, 'it is not UTF-8'],
    ] as const) {
      const error = await refusalOf(file);
      expect(error.code).toBe('config_invalid');
      expect(error.values).toEqual({ file, detail });
    }
  });
});

describe('the home folder', () => {
  test('is .commonhold of the user, unless COMMONHOLD_HOME names another', () => {
    expect(homePaths({}).home).toMatch(/[/\\]\.commonhold$/);
    expect(homePaths({ COMMONHOLD_HOME: '' }).home).toBe(homePaths({}).home);
    expect(homePaths({ COMMONHOLD_HOME: join(tmpdir(), 'other') }).database).toBe(
      join(tmpdir(), 'other', 'commonhold.db'),
    );
  });
});

function refusal(run: () => unknown): CommonholdError {
  try {
    run();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(CommonholdError);
    return thrown as CommonholdError;
  }
  throw new Error('it was accepted');
}
