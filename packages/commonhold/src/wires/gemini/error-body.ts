import type { Json } from '#base';
import { isList, isObject } from '../own-fields.ts';
import { parseUpstreamFault } from '../upstream-fault.ts';
import type { Fault, UpstreamFault } from '../wire.ts';

const encoder = new TextEncoder();
const info = 'type.googleapis.com/google.rpc.ErrorInfo';
const badRequest = 'type.googleapis.com/google.rpc.BadRequest';
/** Whose word the reason in the details is. */
const domain = 'commonhold';

/** An error in Google's shape. Our own code, from the catalogue, stands in the details as the reason, so that it can be looked up. */
export function errorObject({ code, status, message, field }: Fault) {
  const details: Json[] = [{ '@type': info, reason: code, domain }];
  if (field !== undefined) {
    details.push({ '@type': badRequest, fieldViolations: [{ field, description: message }] });
  }
  return { error: { code: status, message, status: statusOf(status), details } };
}

export function serializeError(fault: Fault): Uint8Array {
  return encoder.encode(JSON.stringify(errorObject(fault)));
}

/** The kind is the reason, which is more exact than the status, where the details have one. */
export function parseError(status: number, body: Uint8Array): UpstreamFault {
  const fault = parseUpstreamFault(status, body);
  const reason = reasonIn(body);
  return reason === undefined ? fault : { ...fault, kind: reason };
}

/** Bytes of an error answer that are looked at; a longer one is no message but an accident. */
const maximumFaultBytes = 64 * 1024;

function reasonIn(body: Uint8Array): string | undefined {
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder().decode(body.subarray(0, maximumFaultBytes)));
  } catch {
    // No JSON has no details.
    return undefined;
  }
  const whole: unknown = isList(document) ? document[0] : document;
  const error = isObject(whole) ? whole['error'] : undefined;
  const details = isObject(error) ? error['details'] : undefined;
  for (const detail of isList(details) ? details : []) {
    if (!isObject(detail) || detail['@type'] !== info) continue;
    const { reason } = detail;
    // A reason is a name; anything else is nothing to pass on.
    if (typeof reason === 'string' && /^\w{1,63}$/.test(reason)) return reason;
  }
  return undefined;
}

const statuses: ReadonlyMap<number, string> = new Map([
  [401, 'UNAUTHENTICATED'],
  [402, 'RESOURCE_EXHAUSTED'],
  [403, 'PERMISSION_DENIED'],
  [404, 'NOT_FOUND'],
  [405, 'UNIMPLEMENTED'],
  [409, 'ABORTED'],
  [429, 'RESOURCE_EXHAUSTED'],
  [499, 'CANCELLED'],
  [501, 'UNIMPLEMENTED'],
  [502, 'UNAVAILABLE'],
  [503, 'UNAVAILABLE'],
  [504, 'DEADLINE_EXCEEDED'],
]);

function statusOf(status: number): string {
  return statuses.get(status) ?? (status >= 500 ? 'INTERNAL' : 'INVALID_ARGUMENT');
}
