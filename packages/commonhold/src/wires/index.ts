export { codecs } from './codecs.ts';
export type { Codec, Fault, ReplyContext } from './wire.ts';
