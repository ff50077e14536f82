import { defineConfig } from 'vitest/config';
import { keepCompiledCode } from './test/compile-cache.ts';

keepCompiledCode();

/**
 * What would keep `npm test` above five minutes: the long version of tests whose short version runs always, and whole
 * files of details behind what is tested end to end there. Minutes to an hour, by `npm run test:slow`.
 */
export default defineConfig({
  test: {
    environment: 'node',
    include: ['packages/*/src/**/*.slow.test.ts', 'test/**/*.slow.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 3_600_000,
    hookTimeout: 90_000,
    expect: { poll: { timeout: 20_000 } },
    passWithNoTests: true,
  },
});
