import { defineConfig } from 'vitest/config';

/** The long version of tests whose short version runs always; minutes to an hour, by `npm run test:slow`. */
export default defineConfig({
  test: {
    environment: 'node',
    include: ['packages/*/src/**/*.slow.test.ts', 'test/**/*.slow.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 3_600_000,
    hookTimeout: 60_000,
    passWithNoTests: true,
  },
});
