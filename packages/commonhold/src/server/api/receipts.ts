import { receiptExtension, receiptMediaType, type ReceiptPart, receiptParts } from '@commonhold/record';
import type { Context } from 'hono';
import { z } from 'zod';
import { CommonholdError } from '#base';
import { extentOf, requireRight } from '#identity';
import { reason } from './calls.ts';
import { type ApiContext, type ApiEnvironment, apiRoutes, jsonInput, queriesInput } from './context.ts';

const part = z.enum(receiptParts);

const receiptQuery = z.strictObject({ open: z.array(part).default([]) });

/** The reason is words of a person, which have no place in an address. */
const openInput = z.strictObject({ open: z.array(part).min(1), reason: reason.optional() });

/** The receipt of a call, for whoever made it and for owners; and the key to check receipts with, for everybody. */
export function receiptsApi(context: ApiContext) {
  async function answer(
    request: Context<ApiEnvironment>,
    id: string,
    parts: readonly ReceiptPart[],
    why: string | undefined,
  ): Promise<Response> {
    const principal = request.get('principal');
    if (parts.length > 0) requireRight(principal, 'open-bodies');
    const own = extentOf(principal, 'take-receipts') === 'all' ? undefined : principal.id;
    const call = await context.ledger.call(id, own);
    // To others the call is as unknown as one that never was: that it took place is not theirs to know.
    if (!call) throw new CommonholdError('call_unknown', { call: JSON.stringify(id) });
    const receipt =
      parts.length === 0
        ? await context.ledger.receipt(call.id)
        : await context.openings.openReceipt(call.id, parts, principal, why);
    return request.body(new Uint8Array(receipt), 200, {
      'content-type': receiptMediaType,
      'content-disposition': `attachment; filename="${call.id}${receiptExtension}"`,
    });
  }

  return apiRoutes()
    .get('/key', (request) => request.json({ verifierKey: context.ledger.verifierKey }))
    .get('/:id', queriesInput(receiptQuery), (request) =>
      answer(request, request.req.param('id'), request.req.valid('query').open, undefined),
    )
    .post('/:id', jsonInput(openInput), (request) => {
      const { open, reason: why } = request.req.valid('json');
      return answer(request, request.req.param('id'), open, why);
    });
}
