import { createServer } from 'node:http';
import { prettifyError, ZodError } from 'zod';
import type { Heard, Script, Written } from './said.ts';
import { wires } from './wires.ts';

/** Bytes of a request that a report of a failure shows. */
const shown = 2000;

/** One vendor of each wire on one port, each below its wire's name. Each answers what its script says. */
export interface FakeVendors {
  readonly port: number;
  script(wire: string, next: Script | { readonly type: 'bytes'; readonly written: Written }): void;
  /** What reached a vendor since it was last asked: what it understood, or why it took it for wrong. */
  heard(wire: string): readonly Arrived[];
  close(): Promise<void>;
}

export interface Arrived {
  readonly bytes: Buffer;
  readonly path: string;
  readonly heard?: Heard;
  readonly wrong?: string;
}

export async function startFakeVendors(): Promise<FakeVendors> {
  const scripts = new Map<string, Parameters<FakeVendors['script']>[1]>();
  const arrived = new Map<string, Arrived[]>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [, wire = '', path = ''] = /^\/([^/]+)(\/.*)$/.exec(request.url ?? '') ?? [];
      const bytes = Buffer.concat(chunks);
      const script = scripts.get(wire);
      const one = script?.type === 'bytes' ? { bytes, path } : understood(wire, path, bytes);
      arrived.set(wire, [...(arrived.get(wire) ?? []), one]);
      const { status, written } = answerOf(wire, script, one);
      response.writeHead(status, { 'content-type': written.contentType });
      // Two pieces, cut where it hurts: inside a line and perhaps inside a sign.
      const body = Buffer.from(written.body);
      const cut = Math.floor(body.length / 2) + 1;
      response.write(body.subarray(0, cut));
      setImmediate(() => response.end(body.subarray(cut)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    script: (wire, next) => void scripts.set(wire, next),
    heard(wire) {
      const all = arrived.get(wire) ?? [];
      arrived.delete(wire);
      return all;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function understood(wire: string, path: string, bytes: Buffer): Arrived {
  try {
    const heard = wires.get(wire)?.vendor.hear(path, JSON.parse(bytes.toString('utf8')));
    return { bytes, path, ...(heard ? { heard } : { wrong: `no vendor of ${wire}` }) };
  } catch (thrown) {
    const why = thrown instanceof ZodError ? prettifyError(thrown) : String(thrown);
    return { bytes, path, wrong: `${why} ${bytes.toString('utf8').slice(0, shown)}` };
  }
}

function answerOf(
  wire: string,
  script: Parameters<FakeVendors['script']>[1] | undefined,
  { heard, wrong }: Arrived,
): { readonly status: number; readonly written: Written } {
  const vendor = wires.get(wire)?.vendor;
  const nothing: Written = { contentType: 'text/plain', body: wrong ?? 'nothing is scripted' };
  if (script?.type === 'bytes') return { status: 200, written: script.written };
  if (vendor === undefined || script === undefined || heard === undefined) {
    return { status: 422, written: vendor?.refuse(422, nothing.body) ?? nothing };
  }
  switch (script.type) {
    case 'refuse':
      return { status: script.status, written: vendor.refuse(script.status, script.message) };
    case 'answer': {
      const stream = heard.type === 'generate' && heard.asked.stream;
      return { status: 200, written: vendor.write(script.answer, stream) };
    }
    case 'count':
      return { status: 200, written: vendor.count?.(script.tokens) ?? nothing };
    case 'embed':
      return { status: 200, written: vendor.embed?.(script.vectors) ?? nothing };
  }
}
