import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CountingUpstream, startCountingUpstream } from './node/counting-upstream.ts';
import { eventually } from './node/eventually.ts';
import {
  chat,
  commonhold,
  type Ended,
  newHome,
  providerYaml,
  removeHome,
  startTestNode,
  type TestNode,
} from './node/running-node.ts';

interface Listed {
  readonly signed: number;
  readonly published?: number;
  readonly quorum: { readonly rule: number | string; readonly waits: boolean };
  readonly asked: readonly {
    readonly name: string;
    readonly url: string;
    readonly cosigned?: { readonly size: number };
    readonly failure?: { readonly detail: string };
  }[];
  readonly accepted: { readonly logs: readonly { readonly origin: string; readonly size?: number }[] };
}

interface Judged {
  readonly verdict: string;
  readonly policy: {
    readonly verdict: string;
    readonly cosigned: readonly { readonly witness: string }[];
  };
}

/** Two nodes of different owners that witness each other, set up as the guide says, and an auditor who has neither. */
describe('two nodes that witness each other', () => {
  let upstream: CountingUpstream;
  let hanging: Server;
  let elsewhere: string;
  const homes: string[] = [];
  const nodes: TestNode[] = [];

  beforeAll(async () => {
    upstream = await startCountingUpstream(0);
    hanging = createServer(() => undefined).listen(0, '127.0.0.1');
    elsewhere = await newHome();
    for (let count = 0; count < 2; count++) {
      const home = await newHome(providerYaml(upstream.port));
      homes.push(home);
      nodes.push(await startTestNode(home));
    }
  });
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    hanging.closeAllConnections();
    hanging.close();
    await upstream.close();
    await Promise.all([...homes, elsewhere].map(removeHome));
  });

  const node = (at: number): TestNode => nodes[at] ?? expect.fail('there are two nodes');
  const address = (at: number): string => new URL('/', node(at).baseUrl).href;
  const run = (at: number, ...parameters: string[]): Promise<Ended> =>
    commonhold(homes[at] ?? '', parameters);
  const witness = async (at: number, ...parameters: string[]): Promise<Record<string, unknown>> => {
    const ended = await run(at, 'witness', ...parameters, '--json');
    expect(ended.errors).toBe('');
    expect(ended.code).toBe(0);
    return JSON.parse(ended.output) as Record<string, unknown>;
  };
  const list = async (at: number): Promise<Listed> => (await witness(at, 'list')) as unknown as Listed;
  /** Asks until everybody has cosigned the newest head and the folder shows it. */
  const settled = (at: number): Promise<Listed> =>
    eventually(async () => {
      const { code, output } = await run(at, 'witness', 'ask', '--json');
      const { signed, published } = JSON.parse(output) as Listed;
      const listed = await list(at);
      return code === 0 && listed.signed === signed && published === signed ? listed : undefined;
    });
  const checkpoint = (at: number): Promise<string> =>
    readFile(join(homes[at] ?? '', 'log/checkpoint'), 'utf8');

  const call = async (): Promise<string> => {
    const messages = [{ role: 'user', content: 'hello' }];
    const reply = await chat(node(0), { model: 'test-model', messages });
    expect(reply.status).toBe(200);
    await reply.text();
    return reply.headers.get('x-commonhold-call') ?? '';
  };

  test('are joined by one command on each side, and each then has the heads of the other cosigned', async () => {
    const { token: first } = await witness(0, 'token', '--url', address(0));
    const { token: second, changed } = await witness(1, 'pair', String(first), '--url', address(1));
    expect(changed).toBe(true);
    await witness(0, 'pair', String(second), '--name', 'neighbour');
    expect(await witness(0, 'pair', String(second))).toMatchObject({ changed: false, name: 'neighbour' });
    for (const at of [0, 1]) {
      const { asked, accepted, signed } = await settled(at);
      expect(asked).toMatchObject([{ cosigned: { size: signed } }]);
      expect(accepted.logs).toHaveLength(1);
      // A note, a line of the log, a line of the witness.
      expect((await checkpoint(at)).split('\n— ')).toHaveLength(3);
    }
    const itself = await run(0, 'witness', 'pair', String(first));
    expect(itself.code).toBe(1);
    expect(itself.errors).toContain('it is of this node itself');
  });

  test('give receipts that an auditor proves with a policy file alone, down to the cosignature', async () => {
    const url = (await list(0)).asked[0]?.url ?? '';
    const { verifierKeys } = await witness(1, 'key');
    const [, postQuantum = ''] = verifierKeys as string[];
    // The same machine by its other key: asked once, and counted as a second witness, as the guide says.
    await witness(0, 'add', 'neighbour-too', '--key', postQuantum, '--url', url);
    await witness(0, 'quorum', '2');
    const policy = join(elsewhere, 'policy');
    await writeFile(policy, (await run(0, 'witness', 'policy')).output);
    const id = await call();
    const receipt = await eventually(async () => {
      await run(0, 'witness', 'ask');
      const { code, output } = await run(0, 'receipt', id);
      return code === 0 && output.includes('/witness ') ? output : undefined;
    });
    const file = join(elsewhere, 'call.receipt');
    await writeFile(file, receipt);
    const proven = await commonhold(elsewhere, ['receipt', 'verify', file, '--policy', policy, '--json']);
    expect(proven.code).toBe(0);
    expect(JSON.parse(proven.output)).toMatchObject({
      verdict: 'proven',
      signedBy: 'trusted-key',
      policy: { verdict: 'met', cosigned: [{ witness: 'neighbour' }, { witness: 'neighbour-too' }] },
    });
    const unwitnessed = receipt.replaceAll(/^— \S+\/witness .*\n/gm, '');
    expect(unwitnessed).not.toBe(receipt);
    await writeFile(file, unwitnessed);
    const alone = await commonhold(elsewhere, ['receipt', 'verify', file, '--policy', policy, '--json']);
    expect(alone.code).toBe(1);
    const judged = JSON.parse(alone.output) as Judged;
    // The receipt itself is as right as before: what is missing is the witness.
    expect(judged).toMatchObject({ verdict: 'proven', policy: { verdict: 'not-met', cosigned: [] } });
  });

  test('publish a head only when the other has cosigned it, which a policy file proves of the folder too', async () => {
    await settled(0);
    const policy = join(elsewhere, 'policy');
    const folder = join(homes[0] ?? '', 'log');
    const whole = await commonhold(elsewhere, ['log', 'verify', folder, '--policy', policy, '--json']);
    expect(whole.code).toBe(0);
    expect(JSON.parse(whole.output)).toMatchObject({ verdict: 'proved', policy: { verdict: 'met' } });
    await run(1, 'witness', 'refuse', (await checkpoint(0)).split('\n')[0] ?? '');
    const before = await checkpoint(0);
    await call();
    const listed = await eventually(async () => {
      await run(0, 'witness', 'ask');
      const now = await list(0);
      return now.quorum.waits && now.asked[0]?.failure !== undefined ? now : undefined;
    });
    expect(listed.asked[0]?.failure?.detail).toContain('at this address nobody witnesses logs');
    expect(await checkpoint(0)).toBe(before);
    expect(listed.published).toBeLessThan(listed.signed);
  });

  test('stop at once, whatever a witness that hangs is about to say', async () => {
    const port = (hanging.address() as { readonly port: number }).port;
    const asked = new Promise((resolve) => {
      hanging.once('request', resolve);
    });
    const key = (await run(1, 'witness', 'policy')).output.split('\n')[1]?.split(' ')[2] ?? '';
    await witness(1, 'remove', new URL(address(0)).host.replace(':', '-'));
    await witness(1, 'add', 'silent', '--key', key, '--url', `http://127.0.0.1:${port}`);
    await asked;
    expect((await node(1).stop()).code).toBe(0);
    expect(node(1).errors()).not.toContain('silent');
  });
});
