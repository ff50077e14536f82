import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { homeForEach } from '../each-home.fixture.ts';
import { recordCall, somebody, someCall } from '../home.fixture.ts';
import { erase, expectProved, inHome, request } from './erasure.fixture.ts';
import type { ErasureScope } from './terms.ts';

const place = homeForEach();

/** Names of files of the home folder in which the bytes stand. */
async function filesWith(needle: Uint8Array): Promise<string[]> {
  const names = await readdir(place.home, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of names) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name));
    if (bytes.includes(needle)) found.push(entry.name);
  }
  return found;
}

describe('the files after an erasure', () => {
  test.each(['call', 'person'] as const)(
    'of a %s hold no byte of what was said, of the wrapped secret, of the row or of the key',
    async (kind) => {
      const words = `nobody-else-says-${'z'.repeat(40)}`;
      const needles: Uint8Array[] = [Buffer.from(words), Buffer.from('run-of-theirs')];
      await inHome(place, async (ledger, store) => {
        const principal = somebody('p_someone-in-particular');
        // So many that rows are moved between pages, which is when SQLite leaves copies of them behind.
        for (let turn = 0; turn < 40; turn += 1) {
          await Promise.all(
            ['p_other', principal.id].map((id) =>
              recordCall(
                ledger,
                someCall({
                  principal: { ...principal, id },
                  run: id === principal.id ? 'run-of-theirs' : `run-${turn}`,
                  asked: 'x'.repeat((turn * 37) % 400),
                  request: request(id === principal.id ? words : `${turn}`),
                }),
                'y'.repeat((turn * 91) % 900),
              ),
            ),
          );
        }
        needles.push(Buffer.from(principal.id));
        const secrets = await store.read<{ secret: Uint8Array }>(
          'SELECT attempt.secret FROM attempt JOIN call ON call.id = attempt.call WHERE call.principal = ?',
          [principal.id],
        );
        const domains = await store.read<{ secret: Uint8Array }>(
          'SELECT secret FROM domain WHERE principal = ?',
          [principal.id],
        );
        const bodies = await store.read<{ secret: Uint8Array }>(
          'SELECT bytes AS secret FROM body JOIN call ON body.place = call.leaf * 4 WHERE call.principal = ?',
          [principal.id],
        );
        expect([secrets.length, domains.length, bodies.length]).toEqual([40, 1, 40]);
        const first = (await ledger.calls({ limit: 100, run: 'run-of-theirs' })).calls.at(-1)?.id ?? '';
        const scope: ErasureScope =
          kind === 'call' ? { kind, call: first, later: true } : { kind, principals: [principal.id] };
        for (const { secret } of [...secrets, ...bodies, ...(kind === 'person' ? domains : [])]) {
          expect(await filesWith(secret)).not.toEqual([]);
          needles.push(secret.subarray(12, 44));
        }
        expect(await erase(ledger, scope)).toMatchObject({
          calls: 40,
          files: { logEmptied: true, compacted: true },
        });
        // The key of the caller's domain lives on when single calls go, and with it the name in its row.
        const gone = kind === 'call' ? needles.filter((_, at) => at !== 2) : needles;
        for (const needle of gone) expect(await filesWith(needle)).toEqual([]);
      });
      await expectProved(place);
    },
  );
});
