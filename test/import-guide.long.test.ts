import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commonhold, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const fixtures = join(root, 'packages/commonhold/src/import/fixtures');

/** What the page calls its files, and what stands for them here. */
const files: Readonly<Record<string, string>> = {
  'conversations.json': 'chatgpt.json',
  'chatgpt-export.zip': 'chatgpt.zip',
  'calls.jsonl': 'calls.jsonl',
  'logs/spend.json': 'litellm.json',
  '.claude/projects/boat/session.jsonl': 'claude-code.jsonl',
  '.codex/sessions/2026/09/02/rollout-1.jsonl': 'codex.jsonl',
};

describe('docs/guide/import.md', () => {
  let home: string;
  let node: TestNode;

  beforeAll(async () => {
    home = await newHome();
    for (const [name, fixture] of Object.entries(files)) {
      await mkdir(join(home, name, '..'), { recursive: true });
      await copyFile(join(fixtures, fixture), join(home, name));
    }
    node = await startTestNode(home);
  });
  afterAll(async () => {
    await node.stop();
    await removeHome(home);
  });

  test('shows commands that do what it says', async () => {
    const page = await readFile(join(root, 'docs/guide/import.md'), 'utf8');
    const blocks = [...page.matchAll(/^```\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
    const lines = blocks.flatMap((block) => block.trim().split('\n'));
    expect(lines.length).toBeGreaterThan(4);
    for (const line of lines) {
      const [program, ...parameters] = line.split(' ');
      expect(program).toBe('commonhold');
      const placed = parameters.map((one) =>
        /^(logs\/|\w.*\.(json|jsonl|zip))$/.test(one) ? join(home, one) : one,
      );
      // Asked for as JSON it says what would go and erases nothing: there is nobody to agree here.
      const asked = placed[0] === 'erase' ? [...placed, '--json'] : placed;
      const ended = await commonhold(home, asked, '', { HOME: home });
      expect([line, ended.code, ended.errors.includes('error')]).toEqual([line, 0, false]);
    }
    const report = await commonhold(home, ['import', '--yes', '--json'], '', { HOME: home });
    expect(JSON.parse(report.output)).toMatchObject({ report: { calls: 14 } });
  });

  test('has a line of our own form in the formats that is imported as it stands', async () => {
    const page = await readFile(join(root, 'docs/formats/import.md'), 'utf8');
    const line = /^```json\n(.*)\n```$/m.exec(page)?.[1] ?? '';
    expect(JSON.parse(line)).toMatchObject({ id: 'one' });
  });
});
