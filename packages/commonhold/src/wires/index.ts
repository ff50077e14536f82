export { codecs } from './codecs.ts';
export type {
  Codec,
  Fault,
  ReplyContext,
  SerializedRequest,
  StreamParser,
  StreamSerializer,
  UpstreamFault,
  Warning,
} from './wire.ts';
