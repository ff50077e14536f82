import type { Browser, CDPSession } from 'playwright-core';

/** What one opening of a page cost, from the click on the link until the page came to rest. Times are in milliseconds. */
export interface PageLoad {
  readonly firstPaintMs: number;
  /** The last change of the page or arrival of a file before it was at rest. */
  readonly restMs: number;
  /** What the page's main thread was busy with in all, and with scripts alone. */
  readonly busyMs: number;
  readonly scriptMs: number;
  readonly files: readonly LoadedFile[];
}

export interface LoadedFile {
  readonly kind: 'script' | 'style' | 'font' | 'answer' | 'other';
  /** Path without the digest that the build puts into names, so that two builds can be compared. */
  readonly name: string;
  /** As it came over the line, headers included. */
  readonly lineBytes: number;
  readonly bytes: number;
}

/** A page is at rest when this many ticks in a row saw no change. A busy main thread does not tick, so it is no rest. */
const quietTicks = 10;
const tickMs = 50;
/** A page that is not at rest by then never will be, and its figures would mean nothing. */
const restWithinMs = 60_000;
const desktop = { width: 1280, height: 900 };

interface Watch {
  lastChangeMs: number;
  quietTicks: number;
}

declare global {
  interface Window {
    commonholdWatch?: Watch;
  }
}

/** Opens the link in a browser profile of its own, with nothing kept from before. */
export async function loadPage(browser: Browser, link: string, slowdown: number): Promise<PageLoad> {
  const context = await browser.newContext({
    viewport: desktop,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    const line = await watchLine(devtools);
    await devtools.send('Performance.enable');
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await page.addInitScript(watchChanges, tickMs);
    await page.goto(link, { waitUntil: 'commit' });
    const end = performance.now() + restWithinMs;
    for (;;) {
      // Asked seldom, because every question takes some of the time that is being measured.
      await new Promise((resolve) => setTimeout(resolve, quietTicks * tickMs));
      if (performance.now() > end) throw new Error(`${link.split('#')[0]} did not come to rest`);
      if (line.underWay() > 0) continue;
      const seen = await page.evaluate(readWatch);
      if (!seen.signedIn || seen.quietTicks < quietTicks || line.underWay() > 0) continue;
      const { metrics } = await devtools.send('Performance.getMetrics');
      const secondsOf = (name: string): number =>
        metrics.find((metric) => metric.name === name)?.value ?? NaN;
      return {
        firstPaintMs: seen.firstPaintMs,
        restMs: Math.max(seen.lastChangeMs, seen.lastFileMs),
        busyMs: secondsOf('TaskDuration') * 1000,
        scriptMs: secondsOf('ScriptDuration') * 1000,
        files: line.files(),
      };
    }
  } finally {
    await context.close();
  }
}

/** Runs in the page before anything of its own does. */
function watchChanges(everyMs: number): void {
  const watch: Watch = { lastChangeMs: 0, quietTicks: 0 };
  window.commonholdWatch = watch;
  new MutationObserver(() => {
    watch.lastChangeMs = performance.now();
    watch.quietTicks = 0;
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  setInterval(() => (watch.quietTicks += 1), everyMs);
}

/** Runs in the page. */
function readWatch() {
  const [paint] = performance.getEntriesByName('first-contentful-paint');
  const files = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
  return {
    signedIn: document.querySelector('nav') !== null && document.querySelector('main h1') !== null,
    firstPaintMs: paint?.startTime ?? NaN,
    lastChangeMs: window.commonholdWatch?.lastChangeMs ?? NaN,
    quietTicks: window.commonholdWatch?.quietTicks ?? 0,
    lastFileMs: Math.max(0, ...files.map((file) => file.responseEnd)),
  };
}

interface Line {
  /** Requests without an end yet; the event stream, which has none, is not counted. */
  underWay(): number;
  files(): LoadedFile[];
}

/** Counts what the browser itself says went over the line. */
async function watchLine(devtools: CDPSession): Promise<Line> {
  const open = new Set<string>();
  const loaded = new Map<string, { name: string; mime: string; bytes: number; lineBytes: number }>();
  devtools.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
    const { protocol } = new URL(request.url);
    if (type !== 'EventSource' && protocol.startsWith('http')) open.add(requestId);
  });
  devtools.on('Network.responseReceived', ({ requestId, response }) => {
    const name = new URL(response.url).pathname.replace(/-[\w-]{8}(\.\w+)$/, '$1');
    if (open.has(requestId)) loaded.set(requestId, { name, mime: response.mimeType, bytes: 0, lineBytes: 0 });
  });
  devtools.on('Network.dataReceived', ({ requestId, dataLength }) => {
    const file = loaded.get(requestId);
    if (file) file.bytes += dataLength;
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const file = loaded.get(requestId);
    if (file) file.lineBytes = encodedDataLength;
    open.delete(requestId);
  });
  devtools.on('Network.loadingFailed', ({ requestId }) => open.delete(requestId));
  await devtools.send('Network.enable');
  return {
    underWay: () => open.size,
    files: () => [...loaded.values()].map(({ mime, ...file }) => ({ ...file, kind: kindOf(mime) })),
  };
}

function kindOf(mime: string): LoadedFile['kind'] {
  if (mime.includes('javascript')) return 'script';
  if (mime === 'text/css') return 'style';
  if (mime.includes('font')) return 'font';
  return mime === 'application/json' ? 'answer' : 'other';
}
