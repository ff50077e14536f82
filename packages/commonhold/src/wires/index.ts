export { codecs } from './codecs.ts';
export {
  failedStream,
  parseReply,
  parseRequest,
  requestPath,
  serializeReply,
  serializeRequest,
  streamContentType,
} from './operations.ts';
export type { Codec, Fault, ReplyContext, RequestTarget, StreamSerializer } from './wire.ts';
