/** A pull that is killed in the middle, in a process of its own, and the one after it. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { createOutbound, systemClock } from '#base';
import { builtInCatalog, defaultModelName, findRow } from './catalog.ts';
import { pullModel } from './pull.ts';

const content = Buffer.alloc(2_000_000, 'weights that arrive slowly; ');

test('a pull after kill -9 takes over the lock and the bytes that had arrived', async () => {
  const home = await mkdtemp(join(tmpdir(), 'commonhold-crash-'));
  const folder = join(home, 'models');
  const ranges: (string | undefined)[] = [];
  let slow = true;
  const server = createServer((request, response) => {
    ranges.push(request.headers.range);
    const from = Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0);
    response.setHeader('etag', '"one"').setHeader('content-length', content.length - from);
    if (from > 0) {
      response.setHeader('content-range', `bytes ${from}-${content.length - 1}/${content.length}`);
      response.statusCode = 206;
    }
    // The slow answer stops in the middle and waits for a reader that is killed.
    if (slow) response.write(content.subarray(from, 700_000));
    else response.end(content.subarray(from));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const row = {
      ...findRow(builtInCatalog(), defaultModelName),
      file: 'slow.gguf',
      sizeBytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      sources: [{ kind: 'hub', repository: 'o/r', revision: 'main', path: 'slow.gguf' } as const],
    };
    const hubAddress = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const program = `
      import { createOutbound } from ${JSON.stringify(new URL('../base/index.ts', import.meta.url).href)};
      import { pullModel } from ${JSON.stringify(new URL('pull.ts', import.meta.url).href)};
      await pullModel({
        ...${JSON.stringify({ row, folder, otherFolders: [], hubAddress })},
        outbound: createOutbound({ version: 'test', onContact: () => {} }),
        runCommand: async () => ({ kind: 'missing' }),
        onProgress: ({ receivedBytes }) => console.log(receivedBytes),
        clock: { now: () => 0, monotonic: () => 0 },
        signal: new AbortController().signal,
      });`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface(child.stdout)) if (Number(line) >= 700_000) break;
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await readdir(folder)).toSorted()).toEqual([
      '.slow.gguf.lock',
      'slow.gguf.part',
      'slow.gguf.part.json',
    ]);

    slow = false;
    const outbound = createOutbound({ version: 'test', onContact: () => {} });
    const pulled = await pullModel({
      row,
      folder,
      otherFolders: [],
      hubAddress,
      outbound,
      runCommand: async () => ({ kind: 'missing' }),
      onProgress: () => {},
      clock: systemClock,
      signal: new AbortController().signal,
    });
    await outbound.close();
    expect(ranges.at(-1)).toBe('bytes=700000-');
    expect((await readFile(pulled.path)).equals(content)).toBe(true);
    expect((await readdir(folder)).toSorted()).toEqual(['slow.gguf', 'slow.gguf.json']);
  } finally {
    server.closeAllConnections();
    server.close();
    await rm(home, { recursive: true });
  }
}, 30_000);
