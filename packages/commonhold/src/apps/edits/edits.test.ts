import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Json } from '#base';
import { setInEnvFile } from './env-edit.ts';
import { setInJson, valueInJson } from './json-edit.ts';
import { addTableToToml, setTopOfToml } from './toml-edit.ts';
import { addToYamlList } from './yaml-edit.ts';

describe('a value set in JSON', () => {
  test('leaves comments, order, indentation and a comma at the end as they are', () => {
    const before = `{
    // Ours, do not touch
    "theme": "dark", /* why */
    "env": {
        "A": "1",
    },
}
`;
    expect(setInJson(before, ['env', 'B'], 'two', 'f')).toBe(
      before.replace('"A": "1",\n', '"A": "1",\n        "B": "two",\n'),
    );
    expect(setInJson(before, ['theme'], 'light', 'f')).toBe(before.replace('dark', 'light'));
  });

  test('makes what leads to it, in an empty file and beside what is there', () => {
    expect(setInJson('', ['a', 'b'], 1, 'f')).toBe('{\n  "a": {\n    "b": 1\n  }\n}\n');
    expect(setInJson('{"x": [1]}', ['a'], 1, 'f')).toBe('{"x": [1], "a": 1}');
    expect(setInJson('{\r\n  "x": 1\r\n}\r\n', ['a', 'b'], 1, 'f')).toBe(
      '{\r\n  "x": 1,\r\n  "a": {\r\n    "b": 1\r\n  }\r\n}\r\n',
    );
  });

  test.each([
    ['no JSON', '{ a: 1 }'],
    ['a name twice', '{"a": 1, "a": 2}'],
    ['a list', '[1]'],
    ['more after its end', '{} {}'],
    ['a value where an object would have to be', '{"a": "text"}'],
    ['an end that is missing', '{"a": 1'],
  ])('is refused in %s, and the file is named', (_, text) => {
    expect(() => setInJson(text, ['a', 'b'], 1, 'settings.json')).toThrow(/settings\.json is left as it is/);
  });

  test('means the same as if a program had read and written the whole file, whatever it holds', () => {
    const name = fc.string({ minLength: 1, maxLength: 4 }).filter((text) => text !== '__proto__');
    const fields = fc.dictionary(name, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 });
    fc.assert(
      fc.property(fields, name, fc.jsonValue(), fc.constantFrom(0, 2, '\t'), (holder, key, value, indent) => {
        const before = JSON.stringify(holder, null, indent);
        const plain = JSON.parse(JSON.stringify(value)) as Json;
        const after = setInJson(before, [key], plain, 'f');
        expect(JSON.parse(after)).toEqual({ ...(JSON.parse(before) as object), [key]: plain });
        expect(valueInJson(after, [key], 'f')).toEqual(plain);
      }),
    );
  });
});

describe('a change of TOML', () => {
  const before = `# Mine
model = "gpt-5.5" # the good one
notes = """
[model_providers.commonhold]
model_provider = "no"
"""
list = [
  "[a]",
  "b",
]

[tools]
model_provider = "of this table"
`;

  test('comes above the first table, and a text or a list over several lines is none', () => {
    const after = setTopOfToml(before, 'model_provider', 'commonhold', 'f');
    expect(after).toBe(`model_provider = "commonhold"\n${before}`);
  });

  test('replaces the value that is there and keeps the comment behind it', () => {
    expect(setTopOfToml(before, 'model', 'x', 'f')).toBe(before.replace('"gpt-5.5"', '"x"'));
    expect(setTopOfToml("model = 'a'\r\n", 'model', 'x', 'f')).toBe('model = "x"\r\n');
  });

  test('adds a table at the end, unless there is one', () => {
    const after = addTableToToml(before, 'model_providers.commonhold', [['name', '"C"']], 'f');
    expect(after).toBe(`${before}\n[model_providers.commonhold]\nname = "C"\n`);
    for (const header of ['[model_providers.commonhold]', '[ model_providers . "commonhold" ]']) {
      expect(() => addTableToToml(`${header}\n`, 'model_providers.commonhold', [], 'f')).toThrow(/already/);
    }
  });

  test('is refused where a text or a list does not end', () => {
    expect(() => setTopOfToml('a = "x\nb = 1\n', 'a', 'y', 'f')).toThrow(/left as it is/);
    expect(() => setTopOfToml('a = [1,\n', 'b', 'y', 'f')).toThrow(/does not end/);
  });
});

test('a variable is set in its line, or comes last', () => {
  expect(setInEnvFile('A=1\nexport B = old\n', 'B', 'new')).toBe('A=1\nexport B =new\n');
  expect(setInEnvFile('AB=1', 'B', '$&')).toBe('AB=1\nB=$&\n');
});

test('an item comes to a list of YAML, and comments stay', () => {
  const before = '# Mine\nmodels:\n  # the first\n  - name: a # one\n';
  const after = addToYamlList(before, ['models'], { name: 'b' }, 'f');
  expect(after).toBe(`${before}  - name: b\n`);
  expect(parse(addToYamlList('version: 1\n', ['endpoints', 'custom'], { name: 'c' }, 'f'))).toEqual({
    version: 1,
    endpoints: { custom: [{ name: 'c' }] },
  });
  expect(() => addToYamlList('models: text\n', ['models'], 1, 'f')).toThrow(/left as it is/);
});
