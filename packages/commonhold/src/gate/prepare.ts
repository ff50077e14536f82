import { CommonholdError, spliceTopLevelString } from '#base';
import type { GenerateCall } from '#call';
import type { Pseudonyms } from '#labels';
import type { Codec } from '#wires';
import type { Candidate } from './candidate.ts';
import type { Incoming } from './incoming.ts';

/** The exact bytes for one destination, and what of the request they cannot say. */
export interface Prepared {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly warnings: readonly string[];
  /** The client's wire is the destination's: bytes go through untouched in both directions. */
  readonly untouched: boolean;
  /** What stands for what in `body`; undefined where the values themselves leave. */
  readonly pseudonyms: Pseudonyms | undefined;
  /** With pseudonyms: the labels that the bytes had before. */
  readonly labelsBefore?: readonly string[];
}

/**
 * Makes what will leave. On the same wire that is the client's own bytes, with the value of the top-level `model`
 * replaced where the route gives it another name; nothing else is added, dropped or reordered.
 * Throws `not_expressible`, `credential_missing`.
 */
export function prepare(
  call: GenerateCall,
  received: Uint8Array,
  client: Codec,
  candidate: Candidate,
  incoming: Incoming,
): Prepared {
  const headers = requestHeaders(call, candidate, incoming);
  if (client.name === candidate.codec.name) {
    return {
      path: client.request.path(call, candidate.model),
      headers,
      body:
        call.model === candidate.model ? received : spliceTopLevelString(received, 'model', candidate.model),
      warnings: [],
      untouched: true,
      pseudonyms: undefined,
    };
  }
  const serialized = candidate.codec.request.serialize(call, candidate.model);
  return {
    path: candidate.codec.request.path(call, candidate.model),
    headers,
    body: serialized.body,
    warnings: serialized.warnings.map((warning) => `${warning.feature}: ${warning.detail}`),
    untouched: false,
    pseudonyms: undefined,
  };
}

function requestHeaders(
  call: GenerateCall,
  candidate: Candidate,
  incoming: Incoming,
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    // Encoded answers could not be read on their way through; the destination is asked for plain ones.
    'accept-encoding': 'identity',
    accept: call.stream ? candidate.codec.stream.contentType : 'application/json',
  };
  switch (candidate.authentication.mode) {
    case 'none':
      return headers;
    case 'caller': {
      const theirs = incoming.header('authorization');
      // Only who shows our key elsewhere can mean this header for the destination; otherwise it holds our key.
      if (theirs === undefined || !identifiedElsewhere(incoming)) {
        throw new CommonholdError('caller_credential_missing', { provider: candidate.destination.provider });
      }
      headers['authorization'] = theirs;
      return headers;
    }
    case 'stored': {
      const credential = candidate.authentication.credential();
      if (credential === undefined) {
        throw new CommonholdError('credential_missing', { provider: candidate.destination.provider });
      }
      headers['authorization'] = `Bearer ${credential}`;
      return headers;
    }
  }
}

function identifiedElsewhere(incoming: Incoming): boolean {
  return incoming.principal !== undefined || incoming.header('x-commonhold-key') !== undefined;
}
