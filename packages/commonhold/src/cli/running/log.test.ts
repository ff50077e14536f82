import { expect, test } from 'vitest';
import { createLog } from './log.ts';

test('nothing in a line of the log can steer a terminal, and what it says can still be read', () => {
  const lines: string[] = [];
  const log = createLog('warn', { write: (line) => lines.push(line) });
  const hostile = 'red \u001b[31m, clear \u009b2J, bell \u0007, turned \u202etxt.exe, end';
  log.error({ err: new Error(hostile), model: hostile }, hostile);
  log.info('not written at this level');
  expect(lines).toHaveLength(1);
  const [line = ''] = lines;
  expect(line.endsWith('\n')).toBe(true);
  expect(line.slice(0, -1)).not.toMatch(/\p{C}/u);
  expect(JSON.parse(line)).toMatchObject({ msg: hostile, model: hostile, err: { message: hostile } });
});
