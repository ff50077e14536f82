import { defineConfig } from 'vitest/config';
import { keepCompiledCode } from './test/compile-cache.ts';

keepCompiledCode();

/** What .ci/run counts afterwards; people at a terminal read the ordinary report. */
const machineReport: ['json', { outputFile: string }] = ['json', { outputFile: '.cache/vitest.json' }];

export default defineConfig({
  test: {
    environment: 'node',
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['**/*.slow.test.ts', '**/node_modules/**', 'build/**'],
    globalSetup: ['test/browser/prepare.ts'],
    // A process for each file: tests start servers, threads and engines, and none may inherit another's.
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
