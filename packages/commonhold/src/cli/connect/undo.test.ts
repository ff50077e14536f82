import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Connections } from './connections.ts';
import { undoConnectCommand } from './undo.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'commonhold-undo-'));
});
afterEach(() => rm(home, { recursive: true }));

const inBase64 = (text: string): string => Buffer.from(text).toString('base64');

test('what an app writes while its person is being asked stays: nothing is put back that was not shown', async () => {
  const path = join(home, 'settings.json');
  const [before, written, meanwhile] = ['{}\n', '{"ours": 1}\n', '{"ours": 1, "theirs": 2}\n'];
  await writeFile(path, written);
  await new Connections(home).put({
    app: 'claude-code',
    key: { id: 'k_1', name: 'claude-code' },
    time: '2026-11-22T10:00:00.000Z',
    files: [
      {
        path,
        before: inBase64(before),
        after: createHash('sha256').update(written).digest('hex'),
        written: inBase64(written),
      },
    ],
  });
  const [input, errors] = [new PassThrough(), new PassThrough()];
  const asking = Object.assign(errors, { isTTY: true });
  // The question is on the screen; the app writes, and then the person says yes.
  errors.once('data', () => {
    void writeFile(path, meanwhile).then(() => input.write('y\n'));
  });
  const terminal = {
    input: Object.assign(input, { isTTY: true }),
    output: new PassThrough(),
    errors: asking,
    environment: { COMMONHOLD_HOME: home },
  };
  const undoing = undoConnectCommand(terminal, { app: 'claude-code', yes: false, json: false });
  await expect(undoing).rejects.toThrow('changed while you were asked');
  expect(await readFile(path, 'utf8')).toBe(meanwhile);
});
