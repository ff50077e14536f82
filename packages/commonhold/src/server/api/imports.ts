import { z } from 'zod';
import { CommonholdError } from '#base';
import type { Principal } from '#call';
import { extentOf, type Keys, ownerBySocket } from '#identity';
import { importFormats, reportMarkdown } from '#import';
import { readRequestBytes } from '../http/request-body.ts';
import { type ApiContext, apiRoutes, jsonInput } from './context.ts';
import { fileDigest } from './erasure.ts';
import { fileHeaders } from './period.ts';
import type { ImportBegun, ImportResultView, ImportsView } from './imports-view.ts';

/** A piece is held whole until it was read; who stops an import waits until one was. */
const pieceBytesMax = 1024 * 1024;

const newImport = z.strictObject({
  /** Absent: found by looking. */
  format: z.enum(importFormats).optional(),
  /** Whose calls these are, by the name or id of a key; absent: of whoever imports them. */
  person: z.string().min(1).max(100).optional(),
  project: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens, at most 40 characters')
    .optional(),
  /** SHA-256 of the file in base64url. It stands on each call, so only a trial can do without. */
  digest: fileDigest.optional(),
  /** The name of the file, without folders. */
  name: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[^/\\\p{C}]+$/u, 'the name of a file without its folders')
    .optional(),
  size: z.int().nonnegative().optional(),
  dryRun: z.boolean().default(false),
});
const newImportOrTrial = newImport.refine(({ digest, dryRun }) => dryRun || digest !== undefined, {
  message: 'say the digest of the file, or dryRun',
});

/** A file comes in pieces: one request begins it, one brings each piece, one ends it. The node opens no file for anybody. */
export function importsApi({ imports, keys, clock }: ApiContext) {
  return apiRoutes()
    .get('/', async (request) => {
      const isOwn = ownOnly(request.get('principal')) !== undefined;
      const view: ImportsView = {
        underWay: isOwn ? [] : imports.list(),
        ended: imports.ended,
      };
      return request.json(view);
    })
    .get('/report', async (request) => request.json(await imports.report(ownOnly(request.get('principal')))))
    .get('/report.md', async (request) => {
      const report = await imports.report(ownOnly(request.get('principal')));
      return request.body(
        reportMarkdown(report, new Date(clock.now())),
        200,
        fileHeaders('text/markdown; charset=utf-8', 'import-report.md'),
      );
    })
    .post('/', jsonInput(newImportOrTrial), async (request) => {
      const { format, person, project, digest, name, size, dryRun } = request.req.valid('json');
      const actor = request.get('principal');
      const before = digest === undefined ? undefined : await imports.imported(digest);
      const begin = async (): Promise<ImportBegun> => {
        if (before !== undefined) return { importedBefore: before };
        const principal = principalOf(keys, actor, person, project, clock.now());
        const file = dryRun || digest === undefined ? undefined : { digest, name };
        const id = await imports.begin({ format, principal, actor, file, size });
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

/** A member sees what was imported as theirs. */
function ownOnly(principal: Principal): string | undefined {
  return extentOf(principal, 'see-calls') === 'own' ? principal.id : undefined;
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
