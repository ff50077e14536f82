import { CommonholdError } from '#base';
import type { Part } from '#call';
import type { Fault } from './wire.ts';

/** An error that came as a part of an answer, as it is told to a client. */
export function faultOfPart(part: Extract<Part, { type: 'error' }>, model: string): Fault {
  const error = new CommonholdError(part.code, { destination: `the model ${model}`, ...part.values });
  return { code: error.code, status: error.status, message: `${error.message} ${error.hint}` };
}
