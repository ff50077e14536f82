import { CommonholdError, describe } from '#base';
import type { Call, GenerateCall } from '#call';

/** The call in the bytes that the node sent, which its native codec has written and checked. */
export function readCall(body: Uint8Array): Call {
  let call: unknown;
  try {
    call = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (thrown) {
    throw new CommonholdError('json_invalid', { detail: describe(thrown) }, { cause: thrown });
  }
  if (typeof call === 'object' && call !== null && 'operation' in call) {
    if (call.operation === 'embed' && 'inputs' in call && Array.isArray(call.inputs)) {
      return call as unknown as Call;
    }
    const generates = call.operation === 'generate' || call.operation === 'count';
    const isPrompt = 'messages' in call && Array.isArray(call.messages);
    if (generates && isPrompt && 'sampling' in call && typeof call.sampling === 'object') {
      return call as unknown as Call;
    }
  }
  throw new CommonholdError('request_invalid', { detail: 'the engine takes neutral calls' });
}

/** The same for what only calls to generate can be asked. */
export function readGenerateCall(body: Uint8Array): GenerateCall {
  const call = readCall(body);
  if (call.operation === 'generate') return call;
  throw new CommonholdError('request_invalid', {
    detail: 'this can be asked of calls to generate text only',
  });
}
