import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { cutLines } from './cut-lines.ts';

const file = `# Ours.
providers:
  # The cheap one.
  # Ask Ana.
  mistral: # since May
    vendor: mistral
    models: [mistral-*,codestral-*]
    # none yet

  # The good one.
  anthropic:
    vendor: anthropic # Jo's account
routes:
  best:
  - { provider: mistral, model: m } # first
  # then
  - provider: anthropic
    model: c

# The end.
`;

describe('lines that are cut out of a file', () => {
  test('are those of one field with the comments above and inside; not a byte of the rest changes', () => {
    expect(cutLines(file, ['providers', 'mistral'])).toBe(
      file.replace(/ {2}# The cheap one\.[\s\S]*# none yet\n/, ''),
    );
    expect(cutLines(file, ['providers', 'anthropic'])).toBe(
      file.replace(/ {2}# The good one\.[\s\S]*account\n/, ''),
    );
  });

  test('are those of one item of a list, also where the list stands as far out as its name', () => {
    expect(cutLines(file, ['routes', 'best', 0])).toBe(file.replace(/ {2}- \{.*\n/, ''));
    expect(cutLines(file, ['routes', 'best', 1])).toBe(file.replace(/ {2}# then\n[\s\S]* model: c\n/, ''));
  });

  test('leave what is said of the whole file, above its first part', () => {
    expect(cutLines(file, ['providers'])).toBe(file.replace(/providers:[\s\S]*account\n/, ''));
    expect(cutLines(file, ['routes'])).toBe(file.replace(/routes:[\s\S]*model: c\n/, ''));
  });

  test.each([
    ['in braces', 'providers: { a: { vendor: mistral }, b: {} }\n', ['providers', 'a']],
    ['in brackets', 'routes:\n  best: [{ provider: a, model: m }]\n', ['routes', 'best', 0]],
    ['first behind a dash', 'x:\n  - a: 1\n    b: 2\n', ['x', 0, 'a']],
    ['that is not there', 'x: {}\n', ['x', 'a']],
  ])('are none where something stands %s', (_, text, path) => {
    expect(cutLines(text, path)).toBeUndefined();
  });
});

test('whatever row goes, every other line stays as it was and the file says the rest', () => {
  const name = fc.stringMatching(/^r[a-z]{1,5}$/);
  const inside = fc.constantFrom(
    '    vendor: x\n',
    '    models: [a,b]  # why\n',
    '    models:\n    - a\n    - b\n',
    '    headers:\n      # deep\n      a: "b"\n\n      c: d\n',
    '    text: |\n      one\n\n      two\n',
  );
  const rows = fc.uniqueArray(fc.tuple(name, inside, fc.boolean(), fc.boolean()), {
    minLength: 2,
    maxLength: 5,
    selector: ([one]) => one,
  });
  fc.assert(
    fc.property(rows, fc.nat(), fc.boolean(), (all, pick, crlf) => {
      const end = (text: string): string => (crlf ? text.replaceAll('\n', '\r\n') : text);
      const written = all.map(([one, body, isTold, isApart]) =>
        end(`${isApart ? '\n' : ''}${isTold ? `  # about ${one}\n` : ''}  ${one}:\n${body}`),
      );
      const [head, tail] = [end('# top\nrows:\n'), end('\n# last\nmore: 1\n')];
      const at = pick % all.length;
      const gone = all[at]?.[0] ?? '';
      const cut = cutLines(head + written.join('') + tail, ['rows', gone]);
      const left = written.filter((_, one) => one !== at).join('');
      // The empty line before it belongs to nobody and stays.
      const blank = all[at]?.[3] === true ? end('\n') : '';
      const before = written.slice(0, at).join('');
      expect(cut).toBe(head + before + blank + left.slice(before.length) + tail);
      const rest = parse(cut ?? '') as { rows: object; more: number };
      expect([Object.keys(rest.rows), rest.more]).toEqual([
        all.filter((_, one) => one !== at).map(([one]) => one),
        1,
      ]);
    }),
  );
});
