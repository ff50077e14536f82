import { defineConfig } from 'vitest/config';
import { keepCompiledCode } from './test/compile-cache.ts';

keepCompiledCode();

/**
 * Whole files that would keep `npm test` above five minutes: each starts many processes or walks a page of the console in
 * all its states, and what it is about is held more shortly there. `npm run test:long` runs them, and so does CI.
 */
export default defineConfig({
  test: {
    environment: 'node',
    include: ['packages/*/src/**/*.long.test.ts', 'test/**/*.long.test.ts'],
    globalSetup: ['test/browser/prepare.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 90_000,
    hookTimeout: 90_000,
    expect: { poll: { timeout: 20_000 } },
    reporters: process.env.CI
      ? ['default', ['json', { outputFile: '.cache/vitest-long.json' }]]
      : ['default'],
  },
});
