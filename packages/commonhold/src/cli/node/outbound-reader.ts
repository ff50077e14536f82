import { bundleBytesMax, type TileReader } from '@commonhold/tlog';
import { CommonholdError, type Outbound } from '#base';

/** What a log may answer for a file that it has not, or no longer. */
const absent: readonly number[] = [404, 410];

/** Reads a published log below an address. */
export function outboundReader(outbound: Outbound, address: string, signal: AbortSignal): TileReader {
  const base = address.endsWith('/') ? address : `${address}/`;
  return {
    read: async (path) => {
      const url = base + path;
      const reply = await outbound.send({ purpose: 'published-log', method: 'GET', url, signal });
      const failed = (detail: string): CommonholdError => {
        reply.discard();
        return new CommonholdError('outbound_failed', { host: new URL(reply.url).host, detail });
      };
      if (absent.includes(reply.status)) {
        reply.discard();
        return undefined;
      }
      if (reply.status !== 200) throw failed(`${path} was answered with status ${reply.status}`);
      const chunks: Uint8Array[] = [];
      let length = 0;
      for await (const chunk of reply.body) {
        chunks.push(chunk);
        length += chunk.length;
        if (length > bundleBytesMax) throw failed(`${path} has more bytes than any file of a log`);
      }
      return Buffer.concat(chunks);
    },
  };
}
