import { defineConfig } from 'vitest/config';
import { keepCompiledCode } from './test/compile-cache.ts';

keepCompiledCode();

/** What .ci/run counts afterwards; people at a terminal read the ordinary report. */
const machineReport: ['json', { outputFile: string }] = ['json', { outputFile: '.cache/vitest.json' }];

/** Code that does no I/O and keeps nothing between two calls, so that its tests can take turns in one process. */
const pure = [
  'packages/{tlog,record,console}/src/**/*.test.ts',
  'packages/commonhold/src/{base,call,labels,wires,policy}/**/*.test.ts',
];
const neither = ['**/*.slow.test.ts', '**/*.long.test.ts', '**/node_modules/**', 'build/**'];

export default defineConfig({
  test: {
    environment: 'node',
    projects: [
      {
        extends: true,
        // A new process for each of these files would take as long as their tests.
        test: { name: 'pure', include: pure, exclude: neither, isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'all else',
          include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: [...neither, ...pure],
          globalSetup: ['test/browser/prepare.ts'],
          // A process for each file: tests start servers, threads and engines, and none may inherit another's.
          isolate: true,
        },
      },
    ],
    pool: 'forks',
    // Two, because an engine under test uses several cores itself, and a third process makes timings lie.
    maxWorkers: 2,
    // Real processes, a real model, a real browser: on a busy machine of two cores a cold start takes seconds, and what
    // takes one second alone takes ten. A limit is for what hangs.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    expect: { poll: { timeout: 20_000 } },
    reporters: process.env.CI ? ['default', machineReport] : ['default'],
  },
});
