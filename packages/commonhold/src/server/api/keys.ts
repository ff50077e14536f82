import { z } from 'zod';
import { CommonholdError, Turns } from '#base';
import { addKey, change } from '#gate';
import { keyChanges, type KeySummary, newKeyOptions } from '#identity';
import { parseDeclaredLabels } from '#labels';
import { type ApiContext, apiRoutes, jsonInput } from './context.ts';
import { budgetsOfKey } from './budget-views.ts';
import { type KeyView, keyView } from './keys-view.ts';

/** A vendor's key fits easily; anything longer was pasted by mistake. */
const credentialBytesMax = 16_384;

const credentialInput = z.strictObject({
  secret: z
    .string()
    .min(1)
    .max(credentialBytesMax)
    .regex(/^[\x21-\x7e]+$/, 'must be visible ASCII without spaces, as it goes into a header'),
});

/** How long a key that was rotated goes on being accepted: enough for whoever carries the new one to where it is used. */
const graceHoursDefault = 24;
/** Beyond a year nothing is rotated, and two keys are in use. */
const graceHoursMax = 8784;

const rotateInput = z.strictObject({
  graceHours: z.number().min(0).max(graceHoursMax).default(graceHoursDefault),
});

const hourMs = 3_600_000;

export function keysApi(context: ApiContext) {
  const viewOf = (key: KeySummary): KeyView => {
    const now = context.clock.now();
    return keyView(key, now, budgetsOfKey(context.gate.limits.budgets, context.keys, key.id, now));
  };
  // What is changed of a key is made of what it was, so nobody may change it between the reading and the writing.
  const turns = new Turns();
  return apiRoutes()
    .get('/', (request) => request.json({ keys: context.keys.list().map(viewOf) }))
    .post('/', jsonInput(newKeyOptions), async (request) => {
      const actor = request.get('principal');
      const asked = request.req.valid('json');
      // A label that nobody knows, such as a misspelt one, would promise a care that no rule takes.
      const options = {
        ...asked,
        labels: parseDeclaredLabels(asked.labels.join(','), context.gate.configuration.vocabulary),
      };
      const prepared = context.keys.prepareAdd(options, context.clock, context.randomness);
      await addKey(context.ledger, actor, prepared);
      const { id, key, principal } = prepared;
      return request.json({ id, key, principal }, 201);
    })
    .post('/:key/rotate', jsonInput(rotateInput), async (request) => {
      const actor = request.get('principal');
      const graceMs = request.req.valid('json').graceHours * hourMs;
      const asked = request.req.param('key');
      const { key, prepared } = await turns.take(async () => {
        const old = inForce(context, asked);
        const made = context.keys.prepareRotate(old.id, graceMs, context.clock, context.randomness);
        if (made === undefined) throw notListed(old.id);
        const { added, ended } = made;
        // First the new one: a crash in between leaves the old one as it was, and a new one that nobody has seen.
        await addKey(context.ledger, actor, added);
        await change(context.ledger, actor, {
          subject: 'key',
          action: 'replace',
          target: old.id,
          ...ended,
        });
        return { key: old, prepared: made };
      });
      const { added, expires } = prepared;
      return request.json({ id: added.id, key: added.key, name: key.name, old: key.id, expires }, 201);
    })
    .patch('/:key', jsonInput(keyChanges), async (request) => {
      const actor = request.get('principal');
      const asked = request.req.param('key');
      const changes = request.req.valid('json');
      const changed = await turns.take(async () => {
        const key = inForce(context, asked);
        const prepared = context.keys.prepareChange(key.id, changes, context.clock);
        if (prepared === undefined) throw notListed(key.id);
        await change(context.ledger, actor, {
          subject: 'key',
          action: 'replace',
          target: key.id,
          ...prepared,
        });
        return context.keys.find(key.id) ?? key;
      });
      return request.json(viewOf(changed));
    })
    .delete('/:key', async (request) => {
      const actor = request.get('principal');
      const asked = request.req.param('key');
      const key = await turns.take(async () => {
        const found = inForce(context, asked);
        // A name means its caller: after a rotation two keys have it, and whoever revokes it means that nobody comes in by it.
        for (const one of context.keys.findAll(asked)) {
          const prepared = context.keys.prepareRevoke(one.id, context.clock);
          await change(context.ledger, actor, {
            subject: 'key',
            action: 'remove',
            target: one.id,
            ...prepared,
          });
        }
        return found;
      });
      return request.json({ id: key.id, name: key.name });
    });
}

function inForce(context: ApiContext, asked: string): KeySummary {
  const key = context.keys.find(asked);
  if (!key || key.revoked !== undefined) throw notListed(asked);
  return key;
}

function notListed(asked: string): CommonholdError {
  return new CommonholdError('key_not_listed', { key: JSON.stringify(asked) });
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
  if (!Object.hasOwn(context.destinations(), provider)) {
    throw new CommonholdError('provider_unknown', { provider: JSON.stringify(provider) });
  }
  return provider;
}
