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
    // Not the package's own list, which switches off what protects one site from another. A container run by root has
    // no sandbox to give; the rest keeps the browser from calling its maker.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}
