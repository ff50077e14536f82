import { expect, test } from 'vitest';
import { SettledClock } from './settled-clock.ts';

const hourMs = 3_600_000;

function world(lastKnownHours: number | undefined) {
  let [now, passed] = [1_800_000_000_000, 5];
  const lastKnown = lastKnownHours === undefined ? undefined : now - lastKnownHours * hourMs;
  const settled = new SettledClock({ now: () => now, monotonic: () => passed }, lastKnown);
  return {
    isSettled: () => settled.isSettled(),
    pass: (hours: number) => {
      now += hours * hourMs;
      passed += hours * hourMs;
    },
    set: (hours: number) => {
      now += hours * hourMs;
    },
  };
}

test('the date counts at once on a first start, after a night and after a weekend', () => {
  for (const hours of [undefined, 0, 12, 59]) expect(world(hours).isSettled()).toBe(true);
});

test('the date counts after a day when the machine was off for long, or its clock is years ahead', () => {
  for (const hours of [100, 24 * 365 * 10]) {
    const clock = world(hours);
    expect(clock.isSettled()).toBe(false);
    clock.pass(23);
    expect(clock.isSettled()).toBe(false);
    clock.pass(2);
    expect(clock.isSettled()).toBe(true);
  }
});

test('the date stops counting for a day when it jumps ahead while the node runs, and a clock set back stops nothing', () => {
  const clock = world(1);
  clock.pass(24 * 30);
  expect(clock.isSettled()).toBe(true);
  clock.set(24 * 365);
  expect(clock.isSettled()).toBe(false);
  clock.set(-24 * 365);
  clock.pass(25);
  expect(clock.isSettled()).toBe(true);
});
