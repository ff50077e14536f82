import { z } from 'zod';
import { CommonholdError } from '#base';
import { change } from '#gate';
import { newKeyOptions } from '#identity';
import { parseDeclaredLabels } from '#labels';
import { type ApiContext, apiRoutes, jsonInput } from './context.ts';

/** A vendor's key fits easily; anything longer was pasted by mistake. */
const credentialBytesMax = 16_384;

const credentialInput = z.strictObject({
  secret: z
    .string()
    .min(1)
    .max(credentialBytesMax)
    .regex(/^[\x21-\x7e]+$/, 'must be visible ASCII without spaces, as it goes into a header'),
});

export function keysApi(context: ApiContext) {
  return apiRoutes()
    .get('/', (request) => request.json({ keys: context.keys.list() }))
    .post('/', jsonInput(newKeyOptions), async (request) => {
      const actor = request.get('principal');
      const asked = request.req.valid('json');
      // A label that nobody knows, such as a misspelt one, would promise a care that no rule takes.
      const options = { ...asked, labels: parseDeclaredLabels(asked.labels.join(','), context.vocabulary()) };
      const prepared = context.keys.prepareAdd(options, context.clock, context.randomness);
      await change(context.ledger, actor, {
        subject: 'key',
        action: 'add',
        target: prepared.id,
        rows: prepared.rows,
        apply: prepared.apply,
      });
      return request.json({ id: prepared.id, key: prepared.key }, 201);
    })
    .delete('/:key', async (request) => {
      const actor = request.get('principal');
      const asked = request.req.param('key');
      const key = context.keys.find(asked);
      if (!key || key.revoked !== undefined)
        throw new CommonholdError('key_not_listed', { key: JSON.stringify(asked) });
      const prepared = context.keys.prepareRevoke(key.id, context.clock);
      await change(context.ledger, actor, {
        subject: 'key',
        action: 'remove',
        target: key.id,
        rows: prepared.rows,
        apply: prepared.apply,
      });
      return request.json({ id: key.id, name: key.name });
    });
}

export function credentialsApi(context: ApiContext) {
  return apiRoutes()
    .put('/:provider', jsonInput(credentialInput), async (request) => {
      const actor = request.get('principal');
      const provider = known(context, request.req.param('provider'));
      const { secret } = request.req.valid('json');
      await change(context.ledger, actor, {
        subject: 'credential',
        action: context.credentials.has(provider) ? 'replace' : 'add',
        target: provider,
        ...context.credentials.preparePut(provider, secret, context.clock),
      });
      return request.json({ provider });
    })
    .delete('/:provider', async (request) => {
      const actor = request.get('principal');
      const provider = request.req.param('provider');
      if (!context.credentials.has(provider)) throw new CommonholdError('credential_missing', { provider });
      await change(context.ledger, actor, {
        subject: 'credential',
        action: 'remove',
        target: provider,
        ...context.credentials.prepareDelete(provider),
      });
      return request.json({ provider });
    });
}

function known(context: ApiContext, provider: string): string {
  if (!context.providers().includes(provider)) {
    throw new CommonholdError('provider_unknown', { provider: JSON.stringify(provider) });
  }
  return provider;
}
