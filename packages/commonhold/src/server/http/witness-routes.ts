import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { Hono } from 'hono';
import { addCheckpointLengthMax, formatAddCheckpointResponse, type WitnessResponse } from '@commonhold/tlog';
import { type Clock, CommonholdError } from '#base';
import type { Witness, WitnessAnswer } from '#witness';
import type { ApiEnvironment } from '../api/index.ts';
import { RateLimit } from './rate-limit.ts';
import { readRequestBytes } from './request-body.ts';
import { witnessPath } from './witness-path.ts';

/**
 * Logs ask once for each of their heads, at most once a second each. So many requests at a time keep their bodies, of up
 * to a megabyte each, from filling the memory; whoever sends slowly holds his place for seconds only.
 */
const requestsAtOnceMax = 32;
const bodySecondsMax = 10;
/**
 * An accepted request costs about two milliseconds of signing and a sync of the disk, which several share. More than
 * this in a second, of all who ask together, would be felt by the node's own calls.
 */
const requestsPerSecondMax = 50;
/** Monitors cost a read each. They have a limit of their own, so that they cannot keep logs from being cosigned. */
const readsPerSecondMax = 50;

/**
 * This node as a witness, for logs and monitors, who have no key. While no log is accepted these addresses are as any
 * unknown one. What strangers get wrong is counted and never written.
 */
export function witnessRoutes(
  witness: Witness,
  clock: Clock,
  countStranger: () => void,
): Hono<ApiEnvironment> {
  const writes = new RateLimit(requestsPerSecondMax, clock);
  const reads = new RateLimit(readsPerSecondMax, clock);
  let underWay = 0;
  return new Hono<ApiEnvironment>()
    .post(`${witnessPath}/add-checkpoint`, async (request, next) => {
      if (!witness.isOpen) return next();
      if (underWay >= requestsAtOnceMax || !writes.take()) {
        countStranger();
        throw new CommonholdError('witness_busy');
      }
      underWay += 1;
      try {
        const body = await readBody(request.env.incoming);
        const answer = body === undefined ? notText : await witness.addCheckpoint(body);
        if (answer.kind === 'refused' && answer.reason !== 'not-consistent') countStranger();
        return responseOf(formatAddCheckpointResponse(answer));
      } catch (thrown) {
        if (thrown instanceof CommonholdError && thrown.fault === 'caller') countStranger();
        throw thrown;
      } finally {
        underWay -= 1;
      }
    })
    .get(`${witnessPath}/:origin{[0-9a-f]{64}}/checkpoint`, async (request, next) => {
      if (!witness.isOpen) return next();
      if (!reads.take()) throw new CommonholdError('witness_busy');
      const note = await witness.checkpoint(request.req.param('origin'));
      if (note === undefined) {
        countStranger();
        throw new CommonholdError('not_found', { path: JSON.stringify(request.req.path) });
      }
      return request.text(note, 200, { 'cache-control': 'no-cache' });
    });
}

const notText: WitnessAnswer = {
  kind: 'refused',
  reason: 'bad-request',
  message: 'The request is not UTF-8.',
};

function responseOf({ status, contentType, body }: WitnessResponse): Response {
  return new Response(body, { status, headers: { 'content-type': contentType } });
}

/** Undefined for what is no UTF-8 and so no request of the standard. */
async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const tooSlow = setTimeout(
    () => incoming.destroy(new Error('The body did not come in time.')),
    bodySecondsMax * 1000,
  );
  try {
    const bytes = await readRequestBytes(incoming, addCheckpointLengthMax);
    return isUtf8(bytes) ? Buffer.from(bytes).toString('utf8') : undefined;
  } finally {
    clearTimeout(tooSlow);
  }
}
