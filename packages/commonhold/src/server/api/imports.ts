import { z } from 'zod';
import { CommonholdError } from '#base';
import type { Principal } from '#call';
import { extentOf, type Keys, ownerBySocket } from '#identity';
import { importFormats } from '#import';
import { readRequestBytes } from '../http/request-body.ts';
import { type ApiContext, apiRoutes, jsonInput } from './context.ts';
import type { ImportBegun, ImportResultView, ImportsView } from './imports-view.ts';

/** A piece is held whole until it was read. */
const pieceBytesMax = 8 * 1024 * 1024;

const newImport = z.strictObject({
  /** Absent: found by looking. */
  format: z.enum(importFormats).optional(),
  /** Whose calls these are, by the name or id of a key; absent: of whoever imports them. */
  person: z.string().min(1).max(100).optional(),
  project: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens, at most 40 characters')
    .optional(),
  /** SHA-256 of the file in base64url. */
  digest: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/, 'a SHA-256 digest in base64url')
    .optional(),
  size: z.int().nonnegative().optional(),
  dryRun: z.boolean().default(false),
});

/** A file comes in pieces: one request begins it, one brings each piece, one ends it. The node opens no file for anybody. */
export function importsApi({ imports, keys, clock }: ApiContext) {
  return apiRoutes()
    .get('/', async (request) => {
      const principal = request.get('principal');
      const isOwn = extentOf(principal, 'see-calls') === 'own';
      const view: ImportsView = {
        underWay: isOwn ? [] : imports.list(),
        report: await imports.report(isOwn ? principal.id : undefined),
      };
      return request.json(view);
    })
    .post('/', jsonInput(newImport), async (request) => {
      const { format, person, project, digest, size, dryRun } = request.req.valid('json');
      const actor = request.get('principal');
      const before = digest === undefined ? undefined : await imports.imported(digest);
      const begin = async (): Promise<ImportBegun> => {
        if (before !== undefined) return { importedBefore: before };
        const principal = principalOf(keys, actor, person, project, clock.now());
        const id = await imports.begin({ format, principal, actor, digest, size, isDry: dryRun });
        return { id, pieceBytesMax };
      };
      return request.json(await begin());
    })
    .put('/:id/bytes/:at', async (request) => {
      const { id, at } = request.req.param();
      const bytes = await readRequestBytes(request.env.incoming, pieceBytesMax);
      return request.json(await imports.piece(id, Number(at), bytes));
    })
    .post('/:id/end', async (request) => {
      const { uses, ...counts } = await imports.end(request.req.param('id'));
      const result: ImportResultView = { ...counts, report: await imports.reportOf(uses) };
      return request.json(result);
    })
    .delete('/:id', async (request) => request.json(await imports.stop(request.req.param('id'))));
}

/** Throws `person_unknown`. */
function principalOf(
  keys: Keys,
  actor: Principal,
  person: string | undefined,
  project: string | undefined,
  now: number,
): Principal {
  const found = person === undefined ? actor : personOf(keys, person, now);
  // No key of this node was used for these calls, and none's labels were declared for them.
  return { ...found, project: project ?? found.project, key: 'import', labels: [] };
}

function personOf(keys: Keys, person: string, now: number): Principal {
  if (person === ownerBySocket.name || person === ownerBySocket.id) return ownerBySocket;
  const id = keys.find(person)?.id;
  const principal = id === undefined ? undefined : keys.byId(id, now);
  if (principal === undefined)
    throw new CommonholdError('person_unknown', { person: JSON.stringify(person) });
  return principal;
}
