import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chat, commonhold, newHome, removeHome, startTestNode } from './node/running-node.ts';

/**
 * The kernel's own word on what the node and its engine connect to: strace follows every thread and every child.
 * Where it is not installed the test is skipped; CI installs it.
 */
describe('a start and one local call', () => {
  test.skipIf(!hasStrace())(
    'open no connection beyond this machine',
    async () => {
      const home = await newHome('engine: { contextTokens: 512 }\n');
      const trace = join(home, 'connections');
      try {
        const node = await startTestNode(home, {
          withModel: true,
          under: [
            'strace',
            '-f',
            '-qq',
            '-e',
            'trace=connect,sendto,sendmsg',
            '-e',
            'signal=none',
            '-o',
            trace,
          ],
        });
        const reply = await chat(node, {
          model: 'smollm2-135m-instruct',
          max_tokens: 5,
          messages: [{ role: 'user', content: 'Hello' }],
        });
        expect(reply.status).toBe(200);
        await reply.text();
        // The process under test is strace's child, so it is told to stop by its own number.
        process.kill(Number((await readFile(join(home, 'lock.process'), 'utf8')).trim()), 'SIGTERM');
        await node.stop();
        const outside = (await readFile(trace, 'utf8'))
          .split('\n')
          .filter((line) => /AF_INET6?/.test(line))
          .filter((line) => !/inet_addr\("127\.0\.0\.1"\)|"::1"/.test(line));
        expect(outside).toEqual([]);
        expect((await commonhold(home, ['verify'])).output).toMatch(/^Proved\./);
      } finally {
        await removeHome(home);
      }
    },
    120_000,
  );
});

function hasStrace(): boolean {
  try {
    execFileSync('strace', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
