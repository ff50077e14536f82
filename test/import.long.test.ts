import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  CallsPage,
  CallView,
  ImportReport,
  ImportResultView,
  ImportsView,
} from '../packages/commonhold/src/server/index.ts';
import { commonhold, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const fixtures = join(root, 'packages/commonhold/src/import/fixtures');

type Counted = (string | number)[];
const byCallsAndName = ([left, some]: Counted, [right, others]: Counted): number =>
  Number(others) - Number(some) || (String(left) < String(right) ? -1 : 1);

interface ImportOutput {
  readonly files: readonly {
    readonly path: string;
    readonly type: string;
    readonly result?: ImportResultView;
  }[];
  readonly report?: ImportReport;
}

describe('commonhold import', () => {
  let home: string;
  let node: TestNode;

  beforeAll(async () => {
    home = await newHome();
    node = await startTestNode(home);
  });
  afterAll(async () => {
    await node.stop();
    await removeHome(home);
  });

  async function imported(...parameters: readonly string[]): Promise<ImportOutput> {
    const ended = await commonhold(home, ['import', '--json', ...parameters]);
    return JSON.parse(ended.output) as ImportOutput;
  }

  async function ask<Reply>(path: string, init: RequestInit = {}, key = node.key): Promise<Reply> {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const response = await fetch(new URL(path, node.baseUrl), { ...init, headers });
    return (await response.json()) as Reply;
  }

  const size = async (): Promise<number> =>
    (await ask<{ readonly log: { readonly size: number } }>('/api/status')).log.size;

  test('reads and counts without writing when it is only tried', async () => {
    const before = await size();
    const { files, report } = await imported('--dry-run', fixtures);
    expect(report).toBeUndefined();
    expect(files.every(({ type }) => type === 'result')).toBe(true);
    const session = files.find(({ path }) => path.endsWith('claude-code.jsonl'))?.result;
    expect(session).toMatchObject({ format: 'claude-code', added: 3, broken: 0 });
    expect(session?.report.vendors).toMatchObject([{ vendor: 'anthropic', calls: 3, share: 1 }]);
    expect(await size()).toBe(before);
  });

  test('brings every format into the record, one entry for each file, and the record is still proved', async () => {
    const before = await size();
    const { files, report } = await imported(fixtures);
    const added = files.reduce((sum, { result }) => sum + (result?.added ?? 0), 0);
    // Three files hold the same conversations, and two the same observation.
    expect(added).toBe(19);
    expect(files.reduce((sum, { result }) => sum + (result?.known ?? 0), 0)).toBe(9);
    expect(await size()).toBe(before + 2 * 19 + files.length);
    expect(report).toMatchObject({ calls: 19, undated: 0 });
    const verified = await commonhold(home, ['verify', '--bodies', '--json']);
    expect(verified.code).toBe(0);
    const attested = await commonhold(home, ['verify']);
    expect(attested.output).toContain(`${files.length} attestation`);
  });

  test('says what it cost, what it hung on, and what went out by kind, and shows no value', async () => {
    const report = await ask<ImportReport>('/api/imports/report');
    expect(report.cost.told.calls + report.cost.listed.calls + report.cost.unknown.calls).toBe(19);
    expect(report.cost.told.calls).toBe(5);
    // The export of a chat says no tokens: then nobody knows, and it is not nothing.
    expect(report.cost.unknown.calls).toBeGreaterThan(0);
    expect(report.vendors.map(({ vendor, calls }) => [vendor, calls]).sort(byCallsAndName)).toEqual([
      ['openai', 8],
      ['anthropic', 7],
      ['mistral', 2],
      ['ollama', 1],
      ['unknown', 1],
    ]);
    const found = Object.fromEntries(report.found.map(({ detector, label }) => [detector, label]));
    expect(found).toMatchObject({ iban: 'personal', email: 'personal', 'secret-key': 'secret' });
    expect(JSON.stringify(report)).not.toMatch(/DE89|ada\.berg|ghp_|4111/);
    expect(report.partial).toMatchObject({ model: 2 });
  });

  test('lists, filters and opens imported calls like others, and says that they are imported', async () => {
    const page = await ask<CallsPage>('/api/calls?origin=import&limit=50');
    expect(page.calls).toHaveLength(19);
    expect(page.calls.every(({ origin }) => origin === 'import')).toBe(true);
    const codex = page.calls.filter(({ asked }) => asked === 'gpt-5-codex');
    expect(codex).toHaveLength(2);
    const [last] = codex;
    const { call } = await ask<{ readonly call: CallView }>(`/api/calls/${last?.id}`);
    expect(call.attemptDetails).toMatchObject([
      {
        status: 'completed',
        intent: { provider: 'openai', imported: { from: 'codex', time: '2026-09-02T10:00:05.000Z' } },
      },
    ]);
    const shown = await commonhold(home, ['show', String(last?.id)]);
    expect(shown.output).toContain('Twelve.');
    const receipt = await commonhold(home, [
      'receipt',
      String(last?.id),
      '--output',
      join(home, 'a.receipt'),
    ]);
    // A receipt says what this node saw, and it saw nothing of this.
    expect(receipt.code).not.toBe(0);
  });

  test('a second time adds nothing: the file is known, and its calls are by their names', async () => {
    const before = await size();
    const { files } = await imported(fixtures);
    expect(files.every(({ type }) => type === 'known')).toBe(true);
    const longer = join(home, 'longer.jsonl');
    await writeFile(longer, `${await readFile(join(fixtures, 'calls.jsonl'), 'utf8')}nonsense\n`);
    const again = await imported(longer);
    expect(again.files[0]?.result).toMatchObject({
      added: 0,
      known: 2,
      broken: 1,
      brokenAt: [{ number: 3, reason: 'not JSON' }],
    });
    expect(await size()).toBe(before + 1);
  });

  test('keeps imports out of the sums of what this node sent, and of its flows', async () => {
    const overview = JSON.stringify(await ask('/api/overview?days=2'));
    const flows = await ask<{ readonly flows: readonly unknown[] }>('/api/flows');
    expect(flows.flows).toEqual([]);
    expect(overview).not.toContain('gpt-5-codex');
  });

  test('looks in the usual places without a path, and reads nothing there unless it is told to', async () => {
    const user = join(home, 'user');
    const projects = join(user, '.claude', 'projects', '-home-ada-boat');
    await mkdir(projects, { recursive: true });
    await copyFile(join(fixtures, 'claude-code.jsonl'), join(projects, 'session.jsonl'));
    const asked = await commonhold(home, ['import'], '', { HOME: user });
    expect(asked.output).toContain('Claude Code: 1 file');
    expect(asked.errors).toContain('Nothing was read');
    expect(asked.code).toBe(1);
    const told = await commonhold(home, ['import', '--yes'], '', { HOME: user });
    expect(told.output).toContain('imported before');
  });

  test('writes the calls of somebody else under their key, and lets no member import', async () => {
    const made = await commonhold(home, ['keys', 'add', 'Bo', '--json']);
    const { key } = JSON.parse(made.output) as { key: string };
    const file = join(home, 'bo.jsonl');
    await writeFile(file, '{"id":"bo-1","request":{"model":"gpt-4o","messages":[]}}\n');
    await imported('--person', 'Bo', '--project', 'boats', file);
    const own = await ask<CallsPage>('/api/calls?origin=import', {}, key);
    expect(own.calls.map(({ principal }) => principal.name)).toEqual(['Bo']);
    const { underWay } = await ask<ImportsView>('/api/imports', {}, key);
    const report = await ask<ImportReport>('/api/imports/report', {}, key);
    expect([report.calls, underWay]).toEqual([1, []]);
    const refused = await ask<{ readonly error: { readonly code: string } }>(
      '/api/imports',
      { method: 'POST', body: '{}' },
      key,
    );
    expect(refused.error.code).toBe('owner_required');
  });

  test('what was erased stays erased when its file is imported again', async () => {
    expect((await commonhold(home, ['key', 'recovery', 'none', '--yes'])).code).toBe(0);
    const erased = await commonhold(home, ['erase', '--person', 'Bo', '--reason', 'request', '--yes']);
    expect(erased.code).toBe(0);
    const file = join(home, 'bo-again.jsonl');
    await writeFile(file, '{"id":"bo-1","request":{"model":"gpt-4o","messages":[]}} \n');
    const { files } = await imported('--person', 'owner', file);
    expect(files[0]?.result).toMatchObject({ added: 0, known: 1 });
    expect((await commonhold(home, ['verify'])).code).toBe(0);
    await rm(file);
  });

  test('a file is taken back: its calls go, those of other files stay, and it does not come back', async () => {
    const file = join(home, 'mistake.jsonl');
    const line = (id: string): string =>
      `{"id":"${id}","request":{"model":"gpt-4o","messages":[{"role":"user","content":"${id}"}]}}\n`;
    await writeFile(file, line('mine-1') + line('mine-2'));
    await imported(file);
    const other = join(home, 'other.jsonl');
    await writeFile(other, line('mine-2') + line('theirs'));
    expect((await imported(other)).files[0]?.result).toMatchObject({ added: 1, known: 1 });
    const before = (await ask<ImportReport>('/api/imports/report')).calls;
    const erased = await commonhold(home, [
      'erase',
      '--file',
      file,
      '--reason',
      'mistake',
      '--yes',
      '--json',
    ]);
    expect(JSON.parse(erased.output)).toMatchObject({ report: { calls: 2, domains: 0 } });
    const report = await ask<ImportReport>('/api/imports/report');
    expect(report.calls).toBe(before - 2);
    expect(report.files.map(({ name }) => name)).toContain('other.jsonl');
    expect(report.files.map(({ name }) => name)).not.toContain('mistake.jsonl');
    expect((await imported(file)).files[0]?.type).toBe('known');
    await writeFile(file, line('mine-1') + line('mine-3'));
    expect((await imported(file)).files[0]?.result).toMatchObject({ added: 1, known: 1 });
    const verified = await commonhold(home, ['verify', '--bodies']);
    expect([verified.code, verified.output.split('\n')[0]]).toEqual([0, expect.stringContaining('Proved.')]);
  });

  test('shows the report again without a file, as text, Markdown and JSON, and shows no value in any', async () => {
    const [text, markdown, json] = await Promise.all(
      [[], ['--markdown'], ['--json']].map((form) => commonhold(home, ['import', '--report', ...form])),
    );
    for (const ended of [text, markdown, json]) expect(ended?.output).not.toMatch(/DE89|ada\.berg|ghp_|4111/);
    expect(text?.output).toContain('Secrets that went out');
    expect(markdown?.output).toContain('## Secrets that went out');
    const report = JSON.parse(json?.output ?? '') as ImportReport;
    expect(report.months.map(({ month }) => month).slice(0, 2)).toEqual(['2026-09', '2025-09']);
    expect(report.found.find(({ detector }) => detector === 'secret-key')).toMatchObject({
      label: 'secret',
      first: '2026-09-01',
      vendors: ['anthropic'],
    });
  });

  test('a call shows whose word it is, from which file it came, and what that lacks', async () => {
    const listed = await commonhold(home, ['calls', '--origin', 'import', '--label', 'secret', '--json']);
    const [first] = JSON.parse(listed.output) as { id: string; origin: string }[];
    expect(first?.origin).toBe('import');
    const shown = await commonhold(home, ['show', '--no-bodies', String(first?.id)]);
    expect(shown.output).toMatch(/made +2026-09-01T.* by the word of the file/);
    expect(shown.output).toMatch(/file +claude-code\.jsonl \(claude-code\), SHA-256 [0-9a-f]{64}/);
    expect(shown.output).toContain('not proven');
    expect(shown.output).toContain('the instructions that the tool sent before everything else');
  });

  test('leaves out what lies in a folder beside an export, and refuses it where it is named', async () => {
    const folder = join(home, 'export');
    await mkdir(folder);
    await copyFile(join(fixtures, 'claude.json'), join(folder, 'conversations.json'));
    await writeFile(join(folder, 'users.json'), '[{"uuid":"u","full_name":"Ada"}]');
    const whole = await commonhold(home, ['import', folder]);
    expect([whole.code, whole.output]).toEqual([0, expect.stringContaining('users.json: left out')]);
    const named = await commonhold(home, ['import', join(folder, 'users.json')]);
    expect([named.code, named.output]).toEqual([1, expect.stringContaining('not imported')]);
  });

  test('pieces come in order, or they are refused and nothing is lost', async () => {
    const line = '{"id":"p-1","request":{"model":"gpt-4o","messages":[]}}\n';
    const digest = createHash('sha256').update(line).digest('base64url');
    const begin = { method: 'POST', body: JSON.stringify({ digest, name: 'p.jsonl' }) };
    const { id } = await ask<{ readonly id: string }>('/api/imports', begin);
    const put = async (at: number, text: string): Promise<{ readonly error?: { readonly code: string } }> => {
      const response = await fetch(new URL(`/api/imports/${id}/bytes/${at}`, node.baseUrl), {
        method: 'PUT',
        headers: { authorization: `Bearer ${node.key}`, 'content-type': 'application/octet-stream' },
        body: text,
      });
      return (await response.json()) as { error?: { code: string } };
    };
    await put(0, line.slice(0, 20));
    expect((await put(0, line)).error?.code).toBe('import_order');
    await put(20, line.slice(20));
    const result = await ask<ImportResultView>(`/api/imports/${id}/end`, { method: 'POST' });
    expect(result).toMatchObject({ added: 1, bytes: line.length });
    const gone = await ask<{ readonly error: { readonly code: string } }>(`/api/imports/${id}/end`, {
      method: 'POST',
    });
    expect(gone.error.code).toBe('import_unknown');
  });
});
