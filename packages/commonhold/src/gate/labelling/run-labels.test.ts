import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RunLabels } from './run-labels.ts';

test('labels of a run only rise, whatever happens to it', async () => {
  const labels = fc.subarray(['personal', 'secret', 'code', 'ours']);
  const step = fc.record({ run: fc.constantFrom('one', 'two'), labels, ask: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), labels, async (steps, recorded) => {
      const runs = new RunLabels(async () => recorded);
      const seen: Record<string, Set<string>> = { one: new Set(), two: new Set() };
      for (const { run, labels: raised, ask } of steps) {
        if (ask) for (const label of await runs.of('p', run)) seen[run]?.add(label);
        runs.raise('p', run, raised);
        for (const label of raised) seen[run]?.add(label);
        const now = await runs.of('p', run);
        expect([...now]).toEqual(expect.arrayContaining([...(seen[run] ?? [])]));
      }
    }),
  );
});

test('a run is the principal’s who names it, and calls without one share nothing', async () => {
  const runs = new RunLabels(async () => []);
  runs.raise('ada', 'trip', ['personal']);
  runs.raise('ada', undefined, ['secret']);
  expect(await runs.of('bob', 'trip')).toEqual([]);
  expect(await runs.of('ada', undefined)).toEqual([]);
  expect(await runs.of('ada', 'trip')).toEqual(['personal']);
});

test('what the record knows of a run is asked once, and holds when it was raised in the meantime', async () => {
  let asked = 0;
  const runs = new RunLabels(async () => {
    asked += 1;
    runs.raise('ada', 'trip', ['code']);
    return ['personal'];
  });
  expect(await runs.of('ada', 'trip')).toEqual(['code', 'personal']);
  expect(await runs.of('ada', 'trip')).toEqual(['code', 'personal']);
  expect(asked).toBe(1);
});

test('a call of a run waits for the labels of an answer that is still being looked through', async () => {
  const runs = new RunLabels(async () => []);
  const { promise: looking, resolve } = Promise.withResolvers<readonly string[]>();
  const raised = runs.raiseAfter('ada', 'trip', looking);
  let told: readonly string[] | undefined;
  const asking = runs.of('ada', 'trip').then((labels) => (told = labels));
  await runs.of('ada', 'another');
  expect(told).toBeUndefined();
  resolve(['personal']);
  expect(await raised).toEqual(['personal']);
  await asking;
  expect(told).toEqual(['personal']);
});

test('looking that fails holds up no other call, and is told to who looked', async () => {
  const runs = new RunLabels(async () => ['code']);
  const failing = runs.raiseAfter('ada', 'trip', Promise.reject(new Error('out of memory')));
  expect(await runs.of('ada', 'trip')).toEqual(['code']);
  await expect(failing).rejects.toThrow('out of memory');
});

test('a run that was forgotten in memory has what the record knows, also after something was raised', async () => {
  const runs = new RunLabels(async (_principal, run) => (run === 'trip' ? ['personal'] : []));
  expect(await runs.of('ada', 'trip')).toEqual(['personal']);
  for (let other = 0; other < 10_001; other++) runs.raise('ada', `other ${other}`, ['code']);
  runs.raise('ada', 'trip', ['secret']);
  expect(await runs.of('ada', 'trip')).toEqual(['personal', 'secret']);
});
