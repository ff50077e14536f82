/**
 * Adds up what `.ci/run` did and ends with the line `N passed, N failed`.
 *
 *   node scripts/ci-summary.mjs EXIT_OF_TESTS EXIT_OF_LONG_TESTS EXIT_OF_CHECK EXIT_OF_OUTSIDE
 *
 * Tests are counted one by one from vitest's reports; format, lint, types, build and unused code count one each, and each
 * answer of a program that others wrote counts one.
 * Whatever ended badly without a count of its own (a file that could not be loaded, a run that broke off) is one
 * failure, so that the sum is never better than the exit codes. Plain JavaScript, because after a failed
 * installation only the machine's own Node is there.
 */
import { readFileSync } from 'node:fs';

/** Undefined when there is no report, which is a finding itself and is counted below. */
function readReport(name) {
  try {
    return JSON.parse(readFileSync(new URL(`../.cache/${name}`, import.meta.url), 'utf8'));
  } catch (error) {
    console.error(`No report in .cache/${name}: ${error.message}`);
    return undefined;
  }
}

function countTests(report, exitCode) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const withStatus = (...states) => tests.filter((test) => states.includes(test.status)).length;
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const passed = withStatus('passed');
  const counted = withStatus('failed') + brokenFiles;
  // A run without any test, and errors outside of tests, show in the exit code only.
  const failed = counted === 0 && (exitCode !== 0 || passed === 0) ? 1 : counted;
  return { passed, failed, skipped: tests.length - passed - withStatus('failed') };
}

function countChecks(report, exitCode) {
  if (report === undefined) return { passed: 0, failed: 1 };
  const passed = report.filter((check) => check.passed).length;
  const counted = report.length - passed;
  return { passed, failed: counted === 0 && exitCode !== 0 ? 1 : counted };
}

function countOutside(report, exitCode) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  return { ...report, failed: report.failed === 0 && exitCode !== 0 ? 1 : report.failed };
}

const [testsExit, longExit, checkExit, outsideExit] = process.argv.slice(2).map(Number);
const tests = countTests(readReport('vitest.json'), testsExit);
const long = countTests(readReport('vitest-long.json'), longExit);
const checks = countChecks(readReport('check.json'), checkExit);
const outside = countOutside(readReport('outside.json'), outsideExit);
console.log(`\ntests: ${tests.passed} passed, ${tests.failed} failed, ${tests.skipped} skipped`);
console.log(`long tests: ${long.passed} passed, ${long.failed} failed, ${long.skipped} skipped`);
console.log(
  `checks (format, lint, types, build, unused code): ${checks.passed} passed, ${checks.failed} failed`,
);
console.log(
  `programs of others: ${outside.passed} passed, ${outside.failed} failed, ${outside.skipped} not here`,
);
const passed = tests.passed + long.passed + checks.passed + outside.passed;
const failed = tests.failed + long.failed + checks.failed + outside.failed;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
