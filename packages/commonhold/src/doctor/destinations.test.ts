import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findingsOf, lines, newHome, removeHome, testClock, worldOf } from './doctor.fixture.ts';
import type { World } from './world.ts';

let home: string;
beforeEach(async () => {
  home = await newHome();
});
afterEach(() => removeHome(home));

async function said(row: string, changes: Partial<World> = {}): Promise<string> {
  const fields = 'wire: openai-chat, baseUrl: "https://vendor.example/v1", authentication: stored';
  await writeFile(join(home, 'commonhold.yaml'), `providers: { vendor: { ${fields}, ${row} } }\n`);
  return lines(await findingsOf(worldOf(home, changes), 'destinations'));
}

const later = (days: number): Partial<World> => ({
  clock: { ...testClock, now: () => Date.UTC(2026, 10, 22) + days * 86_400_000 },
});

test('a place of which nothing is known wants somebody to look', async () => {
  expect(await said('destination: { local: "no" }')).toMatch(
    /^attention: Nothing is known of the provider vendor/,
  );
});

test('what is only believed of a vendor is not known', async () => {
  expect(await said('vendor: deepseek')).toMatch(/^attention: Nothing is known/);
});

test('one fact is something, by the owner or by the catalog', async () => {
  expect(await said('destination: { local: "no", country: DE }')).toMatch(/^good: /);
  expect(await said('vendor: openai')).toMatch(/^good: /);
});

test('a server of one’s own is nobody’s business', async () => {
  expect(await said('destination: { local: declared }')).toMatch(
    /^good: No provider .* beyond machines of yours/,
  );
});

test('facts that were read more than half a year ago want to be read again', async () => {
  expect(await said('vendor: openai', later(180))).toMatch(/^good: /);
  expect(await said('vendor: openai', later(181))).toMatch(
    /^attention: \d+ facts about the provider vendor were read/,
  );
  expect(await said('vendor: openai, destination: { country: DE }', later(181))).toMatch(/^attention: /);
  expect(await said('destination: { local: "no", country: DE }', later(181))).toMatch(/^good: /);
});
