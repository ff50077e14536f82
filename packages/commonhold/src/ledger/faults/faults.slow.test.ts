import { cp } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeTestHome, type TestHome } from '../home.fixture.ts';
import { judge } from './judge.fixture.ts';
import {
  type FileCall,
  fileCalls,
  type Injection,
  type Life,
  liveWith,
  whyNoStrace,
} from './strace.fixture.ts';

const missing = whyNoStrace();
/** Of a system call that is made hundreds of times: so many from the beginning, and so many spread over the rest. */
const firstOccurrences = 24;
const laterOccurrences = 24;

const lives: readonly {
  readonly name: string;
  readonly before: number;
  readonly life: Omit<Life, 'home'>;
}[] = [
  { name: 'the first start of a node', before: 0, life: { calls: 10 } },
  { name: 'a start that goes on with a record', before: 250, life: { calls: 20 } },
  { name: 'an erasure', before: 60, life: { calls: 3, erases: 'p_ada' } },
];

/** Running out of room is another story than a disk that fails: the node goes on and refuses. */
const errorsOf = (call: FileCall): readonly Injection['error'][] => {
  if (call === 'openat') return ['EIO', 'EMFILE'];
  return ['write', 'pwrite64', 'mkdir', 'rename', 'ftruncate'].includes(call) ? ['EIO', 'ENOSPC'] : ['EIO'];
};

describe.skipIf(missing).each(lives)(
  `each system call on the files of the record made to fail in turn: $name`,
  ({ before, life }) => {
    let base: TestHome;
    let counts: ReadonlyMap<string, number>;
    beforeAll(async () => {
      base = await makeTestHome();
      if (before > 0) await liveWith({ home: base.home, calls: before }, undefined);
      ({ counts } = await withCopy(base, async (place) =>
        liveWith({ home: place.home, ...life }, undefined),
      ));
    });
    afterAll(() => base.remove());

    test.each(fileCalls)('%s', async (systemCall) => {
      const count = counts.get(systemCall) ?? 0;
      for (const error of errorsOf(systemCall)) {
        const whens = occurrences(count).flatMap((at) =>
          error === 'ENOSPC' ? [`${at}`, `${at}+`] : [`${at}`],
        );
        for (const when of whens) {
          await withCopy(base, async (place) => {
            const injection: Injection = { systemCall, error, when };
            const ended = await liveWith({ home: place.home, ...life }, injection);
            // 0: it went on or ended in order; 3 and 1: it ended because it had to. Never a signal, never a hang.
            expect([0, 1, 3], `${JSON.stringify(injection)}: ${ended.errors}`).toContain(ended.code);
            await judge(place, ended.told).catch((cause: unknown) => {
              throw new Error(`after ${JSON.stringify(injection)}: ${String(cause)}\n${ended.errors}`, {
                cause,
              });
            });
          });
        }
      }
    });
  },
);

function occurrences(count: number): readonly number[] {
  const first = Array.from({ length: Math.min(count, firstOccurrences) }, (_, at) => at + 1);
  const rest = count - first.length;
  const later = Math.min(rest, laterOccurrences);
  return [
    ...first,
    ...Array.from({ length: later }, (_, at) => first.length + Math.ceil(((at + 1) * rest) / later)),
  ];
}

async function withCopy<Result>(base: TestHome, run: (place: TestHome) => Promise<Result>): Promise<Result> {
  const place = await makeTestHome();
  try {
    await cp(base.home, place.home, { recursive: true });
    return await run(place);
  } finally {
    await place.remove();
  }
}
