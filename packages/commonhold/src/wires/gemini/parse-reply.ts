import type { JsonObject } from '#base';
import type { Part } from '#call';
import { isList, isObject } from '../own-fields.ts';
import { errorPart } from '../upstream-fault.ts';
import { invalidReply, parseReplyJson } from '../upstream-json.ts';
import { ResponseReader } from './response-reader.ts';

/** One response, or the array of them that a stream without events is. */
export function parseReply(body: Uint8Array): Part[] {
  const document = parseReplyJson(body);
  const responses = isList(document) ? document : [document];
  const reader = new ResponseReader();
  const parts: Part[] = [];
  for (const response of responses) {
    if (!isObject(response)) throw invalidReply('it is not a JSON object');
    if (isObject(response['error'])) return [...parts, errorPart(response)];
    if (!isResponse(response)) throw invalidReply('it has neither candidates nor feedback on the prompt');
    reader.read(response, parts);
  }
  if (parts.length === 0) throw invalidReply('it has no response');
  reader.finish(parts);
  return parts;
}

/** Something of what responses are made of is there. */
function isResponse(value: JsonObject): boolean {
  return isList(value['candidates']) || isObject(value['promptFeedback']) || isObject(value['usageMetadata']);
}
