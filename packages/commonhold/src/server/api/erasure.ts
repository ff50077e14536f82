import { z } from 'zod';
import { CommonholdError } from '#base';
import { change } from '#gate';
import { type Keys, ownerBySocket } from '#identity';
import { erasureBases } from '@commonhold/record';
import type { ErasureScope, PastErasure } from '#ledger';
import type { PrincipalView } from './calls-view.ts';
import { type ApiContext, apiRoutes, jsonInput, queryInput } from './context.ts';
import { principalView } from './principals.ts';

const extent = z.enum(['bodies', 'everything']).default('everything');
/** Write the database anew afterwards: always, never, or when it is small enough to take seconds. */
const compact = z.enum(['always', 'never', 'small']).default('small');

/** A day means its beginning, in UTC, as everything in the record. */
const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

/** A SHA-256 as the record has it. */
export const fileDigest = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'a SHA-256 digest in base64url');

const what = {
  /** One of the four. */
  call: z.string().min(1).max(64).optional(),
  /** With `call`: without the calls of its run that came after it and repeat its words. */
  onlyThis: z.boolean().default(false),
  /** A key by name or id, a principal, or `owner`. */
  person: z.string().min(1).max(100).optional(),
  project: z.string().min(1).max(40).optional(),
  before: moment.optional(),
  /** SHA-256 in base64url of a file that was imported: the calls that came from it. */
  file: fileDigest.optional(),
  extent,
  compact,
};

const oneOfFour = {
  message: 'give exactly one of call, person, file and before, and project only with person',
};
type Asked = z.output<z.ZodObject<typeof what>>;
function isOneOfFour({ call, person, before, file, project }: Asked): boolean {
  const given = [call, person, before, file].filter((one) => one !== undefined).length;
  return given === 1 && (project === undefined || person !== undefined);
}

const previewInput = z.strictObject(what).refine(isOneOfFour, oneOfFour);
const eraseInput = z.strictObject({ ...what, reason: z.enum(erasureBases) }).refine(isOneOfFour, oneOfFour);

/** Erasures that one page may hold. */
const pageMax = 200;

const listQuery = z.strictObject({
  limit: z.coerce.number<string>().int().min(1).max(pageMax).default(20),
  /** `older` of the page before. */
  before: z.coerce.number<string>().int().min(0).optional(),
});

/** One entry of the log that says what was erased. */
export interface ErasureView extends Omit<PastErasure, 'principal'> {
  /** Whom the pseudonym stands for, while that can still be told. */
  readonly who?: PrincipalView;
}

export interface ErasuresView {
  readonly erasures: readonly ErasureView[];
  /** Calls of which something was erased, over all erasures. */
  readonly calls: number;
  /** `before` of the next page; absent when there is none. */
  readonly older?: number;
}

const holdInput = z.strictObject({
  kind: z.enum(['person', 'project', 'call']),
  name: z.string().min(1).max(100),
});

/** Erasing what was recorded. A preview says first what would go, what stays, and what nobody here can reach. */
export function erasureApi(context: ApiContext) {
  const { erasures } = context.ledger;
  return apiRoutes()
    .get('/', queryInput(listQuery), async (request) => {
      const query = request.req.valid('query');
      const past = await erasures.past(query);
      const last = past.erasures.at(-1);
      const view: ErasuresView = {
        erasures: past.erasures.map(({ principal, ...erasure }) => ({
          ...erasure,
          ...(principal === undefined ? {} : { who: principalView(context.keys, principal) }),
        })),
        calls: past.calls,
        ...(past.erasures.length < query.limit || last === undefined ? {} : { older: last.index }),
      };
      return request.json(view);
    })
    .post('/preview', jsonInput(previewInput), async (request) => {
      const asked = request.req.valid('json');
      const preview = await erasures.preview(scopeOf(context.keys, asked), asked.extent, asked.compact);
      return request.json({ preview, recoverySettled: await isRecoverySettled(context) });
    })
    .post('/compact', async (request) => request.json({ files: await erasures.clean({ compact: true }) }))
    .post('/', jsonInput(eraseInput), async (request) => {
      const asked = request.req.valid('json');
      await context.settledRecovery();
      const actor = request.get('principal');
      const scope = scopeOf(context.keys, asked);
      const report = await erasures.erase({
        scope,
        extent: asked.extent,
        basis: asked.reason,
        actor,
        compact: asked.compact,
      });
      const keyNames = asked.extent === 'everything' ? await forgetKeyNames(context, actor, scope) : 0;
      // The names were in rows too.
      const files = keyNames === 0 ? report.files : await erasures.clean({ compact: report.files.compacted });
      // Over the entries that say so, for whoever must show later that it was done.
      const checkpoint = await context.ledger.checkpoint();
      return request.json({ report: { ...report, files, keyNames, checkpoint } });
    });
}

/** So that nobody is asked to agree to what would then be refused. */
async function isRecoverySettled(context: ApiContext): Promise<boolean> {
  try {
    await context.settledRecovery();
    return true;
  } catch (thrown) {
    if (thrown instanceof CommonholdError && thrown.code === 'recovery_missing') return false;
    throw thrown;
  }
}

/** What must not be erased, whoever asks. */
export function holdsApi(context: ApiContext) {
  const { erasures } = context.ledger;
  return apiRoutes()
    .get('/', (request) => request.json({ holds: erasures.holds() }))
    .post('/', jsonInput(holdInput), async (request) => {
      const { kind, name } = request.req.valid('json');
      const actor = request.get('principal');
      const principals = kind === 'person' ? principalsOf(context.keys, name) : [name];
      if (kind === 'call' && (await context.ledger.call(name)) === undefined) {
        throw new CommonholdError('call_unknown', { call: JSON.stringify(name) });
      }
      const holds = [];
      for (const one of principals) holds.push(await erasures.addHold(actor, kind, one));
      return request.json({ holds }, 201);
    })
    .delete('/:id', async (request) =>
      request.json({
        hold: await erasures.removeHold(request.get('principal'), request.req.param('id')),
      }),
    );
}

function scopeOf(keys: Keys, { call, onlyThis, person, project, before, file }: Asked): ErasureScope {
  if (call !== undefined) return { kind: 'call', call, later: !onlyThis };
  if (person !== undefined) return { kind: 'person', principals: principalsOf(keys, person), project };
  if (file !== undefined) return { kind: 'file', digest: file };
  return { kind: 'before', time: new Date(before ?? '').toISOString() };
}

/** Everybody who is known by that name: a person may have had several keys. Throws `person_unknown`. */
function principalsOf(keys: Keys, person: string): string[] {
  if (person === ownerBySocket.name || person === ownerBySocket.id) return [ownerBySocket.id];
  const found = keys.principals().filter((principal) => {
    const key = keys.ofPrincipal(principal);
    return principal === person || key?.id === person || key?.name === person;
  });
  if (found.length === 0) throw new CommonholdError('person_unknown', { person: JSON.stringify(person) });
  return found;
}

/** Of a person who was erased whole, revoked keys lose their names too; the record says that they changed. */
async function forgetKeyNames(
  context: ApiContext,
  actor: Parameters<typeof change>[1],
  scope: ErasureScope,
): Promise<number> {
  if (scope.kind !== 'person' || scope.project !== undefined) return 0;
  let forgotten = 0;
  for (const principal of scope.principals) {
    for (const key of context.keys.allOfPrincipal(principal)) {
      const prepared = context.keys.prepareForgetName(key.id);
      if (prepared === undefined) continue;
      await change(context.ledger, actor, {
        subject: 'key',
        action: 'replace',
        target: key.id,
        rows: prepared.rows,
        apply: prepared.apply,
      });
      forgotten += 1;
    }
  }
  return forgotten;
}
