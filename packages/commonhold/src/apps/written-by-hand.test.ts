import { describe, expect, test } from 'vitest';
import { apps } from './apps.ts';
import { appsByHand, keyStandIn } from './written-by-hand.ts';

const address = 'https://node.example';
const byHand = appsByHand(address, ['small', 'large']);

describe('what is written by hand', () => {
  test('is there for every app, and for each way into it', () => {
    expect(byHand.map(({ id }) => id)).toEqual(apps.map(({ id }) => id));
    expect(byHand.filter(({ ways }) => ways.length === 2).map(({ id }) => id)).toEqual([
      'claude-code',
      'codex-cli',
    ]);
  });

  test.each(byHand.flatMap(({ id, ways }) => ways.map((way) => ({ id, ...way }))))(
    'says of $id by $way where the node is and has a place for the key',
    ({ id, way, command, files, say }) => {
      const texts = [
        ...files.map(({ text }) => text),
        ...say.flatMap((one) => (typeof one === 'string' ? [] : one.copy)),
      ].join('\n');
      expect(texts).toContain(address);
      expect(texts).toContain(keyStandIn);
      expect(command.startsWith(`commonhold connect ${id}`)).toBe(true);
      expect(command.includes('--subscription')).toBe(way === 'subscription');
      for (const { path } of files) expect(path).toMatch(/^(~\/|librechat\.yaml$|\.env$)/);
    },
  );
});
