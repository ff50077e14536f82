import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { createSocket } from 'node:dgram';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ownerBySocket } from '#identity';
import { Classifier } from '#labels';
import type { Ledger } from '#ledger';
import { PriceList } from '#prices';
import type { Store } from '#store';
import { importFile, type ImportResult } from './import-file.ts';
import { fixtureNames, fixturePath, makeTestHome, pieces, type TestHome } from './import.fixture.ts';

describe('importing a file', () => {
  let home: TestHome;
  let store: Store;
  let ledger: Ledger;

  beforeEach(async () => {
    home = await makeTestHome();
    ({ store, ledger } = await home.open());
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await ledger.close();
    await store.close();
    await home.remove();
  });

  async function imported(
    bytes: Uint8Array,
    change: {
      readonly digest?: string;
      readonly signal?: AbortSignal;
      readonly onProgress?: () => void;
    } = {},
  ): Promise<ImportResult> {
    return importFile(
      pieces(bytes, [4096]),
      {
        ledger,
        classifier: new Classifier(),
        prices: await PriceList.load(),
        policy: 'FOiw2OAPzdP-Sgx66B6NW5hGsh2U4YvF62vvnwWggCk',
        now: () => Date.now(),
      },
      {
        format: undefined,
        principal: ownerBySocket,
        actor: ownerBySocket,
        file: { digest: change.digest ?? sha256(bytes), name: 'calls.jsonl' },
        signal: change.signal ?? new AbortController().signal,
        onProgress: change.onProgress ?? (() => undefined),
      },
    );
  }

  const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64url');

  const line = (id: string): string =>
    `{"id":"${id}","request":{"model":"gpt-4o","messages":[{"role":"user","content":"${id}"}]}}\n`;

  test('opens no connection, neither to look for personal data nor for prices', async () => {
    const connect = vi.spyOn(Socket.prototype, 'connect').mockImplementation(() => {
      throw new Error('somebody opened a connection');
    });
    const fetched = vi.spyOn(globalThis, 'fetch');
    const datagram = createSocket('udp4');
    const sent = vi.spyOn(Object.getPrototypeOf(datagram) as typeof datagram, 'send');
    datagram.close();
    for (const name of fixtureNames) await imported(await readFile(fixturePath(name)));
    expect((await ledger.imports.past()).uses.reduce((sum, { calls }) => sum + calls, 0)).toBe(19);
    expect(connect).not.toHaveBeenCalled();
    expect(fetched).not.toHaveBeenCalled();
    expect(sent).not.toHaveBeenCalled();
  });

  test('of a stranger who names places as this node names its own puts none of it there', async () => {
    const from = (vendor: string): string =>
      line(vendor).replace('"request"', `"vendor":"${vendor}","request"`);
    await imported(Buffer.from(from('local') + from('agent')));
    const { uses } = await ledger.imports.past();
    expect(uses.map(({ vendor }) => vendor).toSorted()).toEqual(['agent-elsewhere', 'local-elsewhere']);
  });

  test('does not attest a file that is another one than was announced; its calls stay', async () => {
    const digest = Buffer.alloc(32).toString('base64url');
    await expect(imported(Buffer.from(line('a')), { digest })).rejects.toMatchObject({
      code: 'import_changed',
    });
    expect(await ledger.imports.attested(digest)).toBeUndefined();
    expect((await ledger.imports.past()).uses).toMatchObject([{ calls: 1 }]);
  });

  test('that was stopped goes on where it was when the file is imported again', async () => {
    const bytes = Buffer.from(Array.from({ length: 400 }, (_, at) => line(`call-${at}`)).join(''));
    const stop = new AbortController();
    const stopped = imported(bytes, {
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('stopped')),
    });
    await expect(stopped).rejects.toThrow('stopped');
    const before = (await ledger.imports.past()).uses.reduce((sum, { calls }) => sum + calls, 0);
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(400);
    const result = await imported(bytes);
    expect(result).toMatchObject({ added: 400 - before, known: before });
    expect(await ledger.imports.attested(result.digest)).toBeDefined();
  });

  test('gives a call that a crash left without its answer a second attempt with it', async () => {
    const bytes = await readFile(fixturePath('calls.jsonl'));
    const open = ledger.intent.bind(ledger);
    // As a crash does: intents are on disk and their outcomes never come.
    vi.spyOn(ledger, 'intent').mockImplementation(async (attempt) => {
      await open(attempt);
      throw new Error('the power failed');
    });
    await expect(imported(bytes)).rejects.toThrow('the power failed');
    vi.restoreAllMocks();
    await store.close();
    ({ store, ledger } = await home.open());
    const { calls } = await ledger.calls({ limit: 10 });
    expect(calls.map(({ status }) => status)).toEqual(['unknown', 'unknown']);
    expect(await imported(bytes)).toMatchObject({ added: 2, known: 0 });
    const after = await ledger.calls({ limit: 10 });
    expect(after.calls.map(({ status, attempts }) => [status, attempts])).toEqual([
      ['completed', 2],
      ['completed', 2],
    ]);
  });
});
