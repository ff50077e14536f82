import { receiptExtension, receiptMediaType } from '@commonhold/record';
import { CommonholdError } from '#base';
import { ownOnly } from './calls.ts';
import { type ApiContext, apiRoutes } from './context.ts';

/** The receipt of a call, for whoever made it, owners and auditors; and the key to check receipts with, for everybody. */
export function receiptsApi(context: ApiContext) {
  return apiRoutes()
    .get('/key', (request) => request.json({ verifierKey: context.ledger.verifierKey }))
    .get('/:id', async (request) => {
      const id = request.req.param('id');
      const call = await context.ledger.call(id, ownOnly(request.get('principal')));
      // To others the call is as unknown as one that never was: that it took place is not theirs to know.
      if (!call) throw new CommonholdError('call_unknown', { call: JSON.stringify(id) });
      const receipt = await context.ledger.receipt(call.id);
      return request.body(new Uint8Array(receipt), 200, {
        'content-type': receiptMediaType,
        'content-disposition': `attachment; filename="${call.id}${receiptExtension}"`,
      });
    });
}
