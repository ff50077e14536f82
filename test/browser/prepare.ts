import chromium from '@sparticuz/chromium';

/**
 * Unpacks the browser before any test runs: two test files that did so at once would each find half of the other's
 * work.
 */
export async function setup(): Promise<void> {
  if (process.env['COMMONHOLD_TEST_BROWSER'] === undefined) await chromium.executablePath();
}
