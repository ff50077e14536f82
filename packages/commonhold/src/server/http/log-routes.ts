import { Hono } from 'hono';
import { checkpointPath, parseBundlePath, parseTilePath, tileWidthMax } from '@commonhold/tlog';
import { CommonholdError } from '#base';
import { type LogFolder, type PublishOptions } from '#ledger';
import type { ApiEnvironment } from '../api/index.ts';

export interface ServedLog {
  readonly folder: LogFolder;
  /** As the configuration has it now. */
  readonly serve: () => PublishOptions['serve'];
}

const prefix = '/log/';

interface Kind {
  readonly type: string;
  readonly cache: string;
}

/** The log as files, for anybody, once the owner has switched it on. Until then these addresses are as any unknown one. */
export function logRoutes({ folder, serve }: ServedLog): Hono<ApiEnvironment> {
  return new Hono<ApiEnvironment>().get(`${prefix}*`, async (request, next) => {
    const extent = serve();
    if (extent === 'off') return next();
    // As it was sent: an encoded character is in no name of the standard, so nothing is decoded.
    const path = request.req.path.slice(prefix.length);
    const kind = kindOf(path, extent);
    const bytes = kind && (await folder.read(path));
    if (!kind || !bytes) throw new CommonholdError('not_found', { path: JSON.stringify(request.req.path) });
    return new Response(bytes as Uint8Array<ArrayBuffer>, {
      headers: { 'content-type': kind.type, 'cache-control': kind.cache },
    });
  });
}

const binary = 'application/octet-stream';
/** A full file never changes. A partial one does not either, and goes when the full one is there. */
const forever = 'public, max-age=31536000, immutable';
const anHour = 'public, max-age=3600';

/** Undefined for what is no file of a log or is not given to everybody. */
function kindOf(path: string, extent: 'hashes' | 'entries'): Kind | undefined {
  if (path === checkpointPath) return { type: 'text/plain; charset=utf-8', cache: 'no-cache' };
  const found = parseTilePath(path) ?? (extent === 'entries' ? parseBundlePath(path) : undefined);
  return found && { type: binary, cache: found.width === tileWidthMax ? forever : anHour };
}
