import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { coverageBytes, currentCoverage, heartbeatEveryMs } from './index.ts';
import { publishedCoverage } from './coverage-text.ts';

const folder = new URL('../../../docs/formats/', import.meta.url);

/**
 * What logs and receipts out there name. A line here is never changed and never goes away: whoever changes a sentence
 * of the text adds a version with a file and a line of its own.
 */
const frozen: Readonly<Record<number, string>> = {
  1: 'f0DaPVoELTnq81AbU42YyCYTzSLtxtchJ5EgOtqdei4',
};

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url');
}

describe('the text of coverage', () => {
  test('is, to the byte, the file of its version', async () => {
    const text = Buffer.from(coverageBytes()).toString();
    expect(JSON.parse(text)).toMatchObject({ version: currentCoverage.version });
    // The first run with a new version writes its file; that of an old one cannot change without its digest below.
    const file = new URL(`coverage-${currentCoverage.version}.json`, folder);
    await expect(text).toMatchFileSnapshot(fileURLToPath(file));
  });

  test.each(Object.entries(frozen))('of version %s is as it was published', (version, digest) => {
    expect(digestOf(readFileSync(new URL(`coverage-${version}.json`, folder)))).toBe(digest);
    expect(publishedCoverage(digest)).toMatchObject({ version: Number(version), digest });
  });

  test('has no version without a frozen digest, and the current one is the latest', () => {
    const files = readdirSync(folder).filter((name) => name.startsWith('coverage-'));
    expect(files.sort()).toEqual(Object.keys(frozen).map((version) => `coverage-${version}.json`));
    expect(currentCoverage.version).toBe(Math.max(...Object.keys(frozen).map(Number)));
    expect(currentCoverage.digest).toBe(frozen[currentCoverage.version]);
  });

  test('promises the schedule that nodes keep and verifiers judge by', () => {
    const text: unknown = JSON.parse(Buffer.from(coverageBytes()).toString());
    expect(text).toMatchObject({
      session: {
        heartbeatSeconds: heartbeatEveryMs / 1000,
        silenceSeconds: currentCoverage.silenceMs / 1000,
      },
    });
    expect(currentCoverage.silenceMs).toBeGreaterThan(heartbeatEveryMs);
  });

  test('that nobody published is not known', () => {
    expect(publishedCoverage('A'.repeat(43))).toBeUndefined();
  });
});
