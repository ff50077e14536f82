import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { Configuration } from '#config';

/** What changed in the file and takes effect at the next start is said, so that nobody waits for it. */
export function warnOfNextStart(before: Configuration, after: Configuration, log: Logger): void {
  for (const part of ['server', 'engine'] as const) {
    if (isDeepStrictEqual(after[part], before[part])) continue;
    log.warn({ part }, 'what changed in this part of commonhold.yaml takes effect at the next start');
  }
  if (after.publish.folder !== before.publish.folder) {
    log.warn('what changed in publish.folder takes effect at the next start');
  }
}
