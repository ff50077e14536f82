import { CommonholdError } from '#base';
import type { GenerateCall } from './call.ts';

/**
 * The text that a call wants continued; undefined when the call wants a new answer. Throws `not_expressible` when what
 * is to be continued is anything but text that an assistant said: a call of a tool is not a sentence that goes on.
 */
export function answerToContinue(call: GenerateCall, destination: string): string | undefined {
  if (call.continueAnswer === undefined) return undefined;
  const refused = (what: string): CommonholdError =>
    new CommonholdError('not_expressible', { feature: `Continuing ${what}`, destination });
  const at = call.messages.length - 1;
  const last = call.messages[at];
  if (last === undefined) throw refused('a call without messages');
  if (last.role !== 'assistant') {
    throw refused(`messages[${at}], which is no answer but has the role ${last.role},`);
  }
  const [part] = last.content;
  if (last.content.length !== 1 || part?.type !== 'text') {
    throw refused(`messages[${at}], which is more or less than one text (reasoning, a refusal, tool calls),`);
  }
  return part.text;
}
