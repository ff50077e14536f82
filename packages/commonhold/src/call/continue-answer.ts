import { CommonholdError } from '#base';
import type { GenerateCall } from './call.ts';

/**
 * The text that a call wants continued; undefined when the call wants a new answer. Throws `request_invalid` when what
 * is to be continued is anything but text that an assistant said: a call of a tool is not a sentence that goes on.
 */
export function answerToContinue(call: GenerateCall): string | undefined {
  if (call.continueAnswer === undefined) return undefined;
  const at = call.messages.length - 1;
  const last = call.messages[at];
  if (last === undefined) throw refused('messages', 'there is no message whose text could be continued');
  const field = `messages[${at}]`;
  if (last.role !== 'assistant') {
    throw refused(field, `only an answer can be continued, and this is a message of the role ${last.role}`);
  }
  const [part] = last.content;
  if (last.content.length !== 1 || part?.type !== 'text') {
    throw refused(
      field,
      'only an answer of one text can be continued, without reasoning, refusal or tool calls',
    );
  }
  return part.text;
}

function refused(field: string, reason: string): CommonholdError {
  return new CommonholdError('request_invalid', { detail: `${field}: ${reason}`, field });
}
