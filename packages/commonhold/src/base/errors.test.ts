import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { asCommonholdError, catalogue, CommonholdError, describe as describeThrown } from './errors.ts';

const pagePath = join(import.meta.dirname, '../../../../docs/reference/errors.md');
const begin = '<!-- The catalogue begins. -->';
const end = '<!-- The catalogue ends. -->';

interface Group {
  readonly comment: string;
  readonly codes: string[];
}

/** The catalogue as its source shows it: comments between the entries are the headings of groups. */
async function groupsOfSource(): Promise<Group[]> {
  const source = await readFile(join(import.meta.dirname, 'errors.ts'), 'utf8');
  const groups: Group[] = [];
  for (const line of source.slice(0, source.indexOf('} as const')).split('\n')) {
    const comment = /^ {2}\/\/ (.+)$/.exec(line)?.[1];
    const code = /^ {2}(\w+): \{$/.exec(line)?.[1];
    if (comment !== undefined) groups.push({ comment, codes: [] });
    if (code !== undefined) groups.at(-1)?.codes.push(code);
  }
  return groups;
}

/** The part of the page that is made from the catalogue. */
function tables(groups: readonly Group[]): string {
  return groups.map(tableOf).join('\n\n');
}

function tableOf({ comment, codes }: Group): string {
  const [, statuses, title = '', more = ''] = /^([\d ,.]+: )?(.+?)\.(?: (.+))?$/.exec(comment) ?? [];
  const heading = `## ${title.charAt(0).toUpperCase()}${title.slice(1)}`;
  expect(heading, statuses).not.toBe('## ');
  const rows = codes.map((code) => {
    const entry = catalogue[code as keyof typeof catalogue];
    return `| \`${code}\` | ${entry.status} | ${entry.fault} | ${cell(entry.message)} | ${cell(entry.hint)} |`;
  });
  const table = [
    '| Code | Status | Fault | What happened | What to do |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
  return [heading, ...(more === '' ? [] : [more]), table].join('\n\n');
}

/** Markdown would take these characters for its own. */
function cell(text: string): string {
  return text
    .replaceAll('|', String.raw`\|`)
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

describe('the catalogue of errors', () => {
  test('is in a group of the source, each code once', async () => {
    const codes = (await groupsOfSource()).flatMap((group) => group.codes);
    expect(codes).toEqual(Object.keys(catalogue));
  });

  /** After a change of the catalogue: `npx vitest run packages/commonhold/src/base/errors.test.ts -u`. */
  test('is the one that docs/reference/errors.md lists', async () => {
    const page = await readFile(pagePath, 'utf8');
    expect(page).toContain(begin);
    expect(page).toContain(end);
    const before = page.slice(0, page.indexOf(begin) + begin.length);
    const after = page.slice(page.indexOf(end));
    const due = `${before}\n\n${tables(await groupsOfSource())}\n\n${after}`;
    await expect(due).toMatchFileSnapshot(pagePath);
  });

  test.each(Object.entries(catalogue))('has whole sentences and a status for %s', (_, entry) => {
    expect(entry.message).toMatch(/^[A-Z{].*\.$/);
    expect(entry.hint).toMatch(/^["A-Z].*\.$/);
    expect(entry.status).toBeGreaterThanOrEqual(400);
    expect(entry.status).toBeLessThan(600);
  });
});

describe('an error of the catalogue', () => {
  test('fills its texts, and leaves a name without a value as it is', () => {
    const error = new CommonholdError('port_in_use', { port: 7777 });
    expect(error.message).toBe('Port 7777 is in use by another program.');
    expect(new CommonholdError('port_in_use').message).toBe('Port {port} is in use by another program.');
    expect(new CommonholdError('credential_missing', { provider: 'vendor' }).hint).toContain(
      'keys provider vendor',
    );
  });

  test('does not fill a value into a value', () => {
    const error = new CommonholdError('upstream_unreachable', {
      destination: '{detail}',
      detail: '{destination}',
    });
    expect(error.message).toBe('The destination {detail} could not be reached: {destination}.');
  });

  test('stays itself, while anything else that was thrown becomes internal and keeps its cause', () => {
    const own = new CommonholdError('key_missing');
    expect(asCommonholdError(own)).toBe(own);
    const other = new TypeError('x is not\n a function');
    const internal = asCommonholdError(other);
    expect(internal.code).toBe('internal');
    expect(internal.cause).toBe(other);
    expect(internal.message).toContain('x is not a function');
    expect(describeThrown('a word')).toBe('a word');
    expect(describeThrown(new RangeError())).toBe('RangeError');
  });
});
