import chromium from '@sparticuz/chromium';
import { type Browser, chromium as driver } from 'playwright-core';

/**
 * A real Chromium, from a package and without a download. `COMMONHOLD_TEST_BROWSER` names another one, for a machine
 * that the packaged one does not fit.
 */
export async function launchBrowser(): Promise<Browser> {
  const own = process.env['COMMONHOLD_TEST_BROWSER'];
  const executablePath = own ?? (await chromium.executablePath());
  return driver.launch({
    executablePath,
    headless: true,
    // Nothing but the test's own pages: no update checks, no look-ups of the browser's maker.
    args: [
      ...chromium.args,
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
