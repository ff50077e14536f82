import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EndedCalls } from './ended-calls.ts';

test('the calls that ended last are the ones that are known, whatever ends, goes on and ends again', () => {
  const step = fc.record({ call: fc.integer({ min: 0, max: 9 }).map(String), goesOn: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 5 }), (steps, max) => {
      const ended = new EndedCalls(max);
      let expected: { call: string; attempts: number }[] = [];
      let forgotten = 0;
      for (const [attempts, { call, goesOn }] of steps.entries()) {
        expected = expected.filter((known) => known.call !== call);
        if (goesOn) ended.delete(call);
        else {
          ended.add(call, attempts);
          expected.push({ call, attempts });
        }
        if (expected.length > max) {
          expected.shift();
          forgotten += 1;
        }
        for (let number = 0; number < 10; number++) {
          const known = expected.find((one) => one.call === String(number));
          expect(ended.attempts(String(number))).toBe(known?.attempts);
        }
        expect(ended.forgotten).toBe(forgotten);
      }
    }),
  );
});
