export { codecs } from './codecs.ts';
export { hasLongNumbers } from './exact-numbers.ts';
export { LostAnswer } from './lost-answer.ts';
export {
  failedStream,
  parseReply,
  parseRequest,
  requestPath,
  serializeReply,
  serializeRequest,
  streamContentType,
} from './operations.ts';
export type {
  Codec,
  EarlierTurn,
  Fault,
  LimitLeft,
  LimitsLeft,
  ReplyContext,
  RequestTarget,
  SerializedRequest,
  StreamSerializer,
  ToldTurn,
} from './wire.ts';
