import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startCountingUpstream } from '../node/counting-upstream.ts';
import { eventually } from '../node/eventually.ts';
import { api, chat, newHome, providerYaml, removeHome, startTestNode } from '../node/running-node.ts';

/** A log that a real node made, and copies of it in each of which one byte is another one. */
export interface SampleLog {
  readonly folder: string;
  readonly origin: string;
  readonly key: string;
  /** An earlier checkpoint of the same log, as a file. */
  readonly older: string;
  readonly receipt: string;
  readonly brokenReceipt: string;
  readonly broken: readonly BrokenLog[];
}

export interface BrokenLog {
  /** What was changed in it. */
  readonly what: string;
  readonly folder: string;
  /** An entry whose proof needs the byte that was changed; none for the checkpoint, which all of them need. */
  readonly entry: number;
}

/** Two leaves a call: more than one full tile of 256, and a partial one. */
const calls = 150;
const callsAtFirst = 100;

export async function makeSampleLog(workshop: string): Promise<SampleLog> {
  const upstream = await startCountingUpstream(0);
  const home = await newHome(providerYaml(upstream.port));
  try {
    const node = await startTestNode(home);
    try {
      const published = join(home, 'log');
      const older = join(workshop, 'older-checkpoint');
      const { verifierKey: key } = await api<{ verifierKey: string }>(node, 'GET', '/api/receipts/key');
      let call = '';
      for (let made = 0; made < calls; made++) {
        const reply = await chat(node, { model: 'test-model', messages: [{ role: 'user', content: 'x' }] });
        await reply.text();
        call = reply.headers.get('x-commonhold-call') ?? '';
        if (made === callsAtFirst) await copyCheckpoint(published, older, 2 * callsAtFirst);
      }
      const receipt = join(workshop, 'call.receipt');
      const given = await fetch(new URL(`/api/receipts/${call}`, node.baseUrl), {
        headers: { authorization: `Bearer ${node.key}` },
      });
      await writeFile(receipt, Buffer.from(await given.arrayBuffer()));
      // The last head covers the entry that says that the node ended.
      await node.stop();
      const folder = join(workshop, 'log');
      await cp(published, folder, { recursive: true });
      const brokenReceipt = join(workshop, 'broken.receipt');
      await cp(receipt, brokenReceipt);
      // Within the first leaf.
      await flip(brokenReceipt, 400);
      const broken = await breakCopies(workshop, folder);
      return { folder, origin: key.split('+')[0] ?? '', key, older, receipt, brokenReceipt, broken };
    } finally {
      await node.kill();
    }
  } finally {
    await upstream.close();
    await removeHome(home);
  }
}

async function copyCheckpoint(published: string, to: string, sizeAtLeast: number): Promise<void> {
  await eventually(async () => {
    const note = await readFile(join(published, 'checkpoint'), 'utf8').catch(() => '');
    if (Number(note.split('\n')[1] ?? 0) < sizeAtLeast) return undefined;
    await writeFile(to, note);
    return true;
  });
}

async function breakCopies(workshop: string, folder: string): Promise<BrokenLog[]> {
  const [origin = '', size = ''] = (await readFile(join(folder, 'checkpoint'), 'utf8')).split('\n');
  const width = Number(size) % 256;
  const root = origin.length + size.length + 2;
  const changes = [
    { what: 'a full tile', file: 'tile/0/000', at: 128 * 32, entry: 128 },
    { what: 'a partial tile', file: `tile/0/001.p/${width}`, at: 9, entry: 256 },
    { what: 'an upper tile', file: 'tile/1/000.p/1', at: 31, entry: 0 },
    { what: 'a full entry bundle', file: 'tile/entries/000', at: 1000, entry: undefined },
    { what: 'a partial entry bundle', file: `tile/entries/001.p/${width}`, at: 10, entry: 256 },
    { what: 'the root in the checkpoint', file: 'checkpoint', at: root + 5, entry: 0 },
    // Past the key's id: with another id it would be a signature of somebody unknown.
    { what: 'the signature on the checkpoint', file: 'checkpoint', at: -20, entry: 0 },
  ];
  const copies: BrokenLog[] = [];
  for (const { what, file, at, entry } of changes) {
    const copy = join(workshop, `broken-${copies.length}`);
    await rm(copy, { recursive: true, force: true });
    await cp(folder, copy, { recursive: true });
    await flip(join(copy, file), at);
    copies.push({ what, folder: copy, entry: entry ?? (await entryAt(join(folder, file), at)) });
  }
  return copies;
}

/** Which entry of a bundle has the byte. */
async function entryAt(file: string, position: number): Promise<number> {
  const bundle = await readFile(file);
  let entry = 0;
  for (let at = 0; at + 2 + bundle.readUInt16BE(at) <= position; entry++) at += 2 + bundle.readUInt16BE(at);
  return entry;
}

async function flip(file: string, at: number): Promise<void> {
  const bytes = await readFile(file);
  const place = at < 0 ? bytes.length + at : at;
  const byte = bytes[place] ?? 0;
  // In text it becomes another letter, so that it is the value that is wrong and not the way it is written.
  const isText = !file.includes('/tile/');
  bytes[place] = isText ? (byte === 0x41 ? 0x42 : 0x41) : byte ^ 1;
  await writeFile(file, bytes);
}
