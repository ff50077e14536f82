import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { canaries, plant } from './matrix.fixture.ts';
import { carrying, inHeaders, type Place } from './places.fixture.ts';

/** So many values a place, others in each, so that all come by in every run; the long run plants all in all. */
const share = 30;

test('values of every kind in every place of a request never arrive at the vendor, but for those that the long run has listed', async () => {
  const listed = new Set((await readFile(new URL('arrived.txt', import.meta.url), 'utf8')).split('\n'));
  const names = new Map<Place, string>();
  const plantings = Object.entries(carrying).flatMap(([name, place], row) => {
    names.set(place, name);
    return canaries.filter((_, at) => at % share === row % share).map((canary) => ({ canary, place }));
  });
  const arrived: string[] = [];
  let refused = 0;
  await plant(plantings, ({ label, kind, name }, place, status, received) => {
    if (received.length > 0) arrived.push(`${names.get(place)} | ${label} ${kind}: ${name}`);
    else if (status === 403) refused += 1;
  });
  expect(arrived.filter((one) => !listed.has(one))).toEqual([]);
  expect(refused + arrived.length).toBe(plantings.length);
  expect(refused).toBeGreaterThan(1_000);
});

test('a value of a header is not passed on', async () => {
  const some = canaries.filter((_, at) => at % share === 0).map((canary) => ({ canary, place: inHeaders }));
  await plant(some, (canary, _, status, received) => {
    expect(status).toBe(200);
    expect(JSON.stringify(received)).not.toContain(encodeURIComponent(canary.text));
  });
});
