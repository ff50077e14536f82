import { z } from 'zod';
import { type ApiContext, apiRoutes, jsonInput } from './context.ts';

const actInput = z.strictObject({
  target: z.enum(['recovery', 'copy']),
  action: z.enum(['add', 'replace', 'remove']),
});

/**
 * Acts with the keys of the node itself that the command line does on the files, written down by the node because it has
 * the record open. No key and no recipient comes this way, so a key of a client can bring none out.
 */
export function nodeKeysApi({ ledger }: ApiContext) {
  return apiRoutes().post('/', jsonInput(actInput), async (request) => {
    const { target, action } = request.req.valid('json');
    await ledger.change({ actor: request.get('principal'), subject: 'node-keys', action, target }, []);
    return request.json({ target, action }, 201);
  });
}
